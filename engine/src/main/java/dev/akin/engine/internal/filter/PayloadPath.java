package dev.akin.engine.internal.filter;

import dev.akin.api.Value;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Follows a path of names joined by dots into a payload. It leads through the elements of arrays; a
 * name in the payload may hold dots itself.
 */
public final class PayloadPath {
  private PayloadPath() {}

  /** Whether the test holds for anything at the path's end: a value, an array or an object. */
  static boolean leads(Map<String, Value> object, String path, Predicate<Value> test) {
    Value end = object.get(path);
    if (end != null && test.test(end)) {
      return true;
    }
    for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
      Value inner = object.get(path.substring(0, dot));
      if (inner != null && within(inner, path.substring(dot + 1), test)) {
        return true;
      }
    }
    return false;
  }

  private static boolean within(Value value, String path, Predicate<Value> test) {
    return switch (value) {
      case Value.Fields(Map<String, Value> fields) -> leads(fields, path, test);
      case Value.Array(List<Value> elements) -> {
        for (Value element : elements) {
          if (within(element, path, test)) {
            yield true;
          }
        }
        yield false;
      }
      case Value.Null _, Value.Bool _, Value.Int _, Value.Real _, Value.Text _ -> false;
    };
  }

  /** Whether the test holds for any value at the path's end; of an array, for any element. */
  public static boolean any(Map<String, Value> object, String path, Predicate<Value> test) {
    return leads(object, path, value -> element(value, test));
  }

  private static boolean element(Value value, Predicate<Value> test) {
    if (!(value instanceof Value.Array(List<Value> elements))) {
      return test.test(value);
    }
    for (Value element : elements) {
      if (element(element, test)) {
        return true;
      }
    }
    return false;
  }
}
