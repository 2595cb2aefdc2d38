package dev.akin.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.CollectionInfo;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Other names lead to collections. */
interface AliasContract extends Fixture {
  private void one(String name, float value) {
    db().createCollection(name, CollectionSpec.ofDimension(2))
        .upsert(Record.of(name).vector(value, 1));
  }

  @Test
  default void anAliasLeadsToOneCollectionAndThenToAnother() {
    one("old", 1);
    one("new", 2);
    assertThat(db().aliases()).isEmpty();
    db().setAlias("live", "old");
    Collection held = db().collection("live");
    assertThat(held.name()).isEqualTo("old");
    assertThat(db().hasCollection("live")).isTrue();
    assertThat(held.search(Query.vector(1, 1)).hits().getFirst().id())
        .isEqualTo(RecordId.of("old"));
    db().setAlias("live", "new");
    db().setAlias("also", "live");
    assertThat(held.get(RecordId.of("old"))).isPresent();
    for (int i = 0; i < 2; i++) {
      assertThat(db().aliases()).isEqualTo(Map.of("live", "new", "also", "new"));
      assertThat(db().collection("live").get(RecordId.of("new"))).isPresent();
      assertThat(db().collections()).extracting(CollectionInfo::name).containsExactly("new", "old");
      restart();
    }
    assertThat(db().cloneCollection("live", "copy").count()).isEqualTo(1);
    db().dropAlias("live");
    assertThat(db().hasCollection("live")).isFalse();
    assertThatThrownBy(() -> db().collection("live")).isInstanceOf(AkinException.NotFound.class);
    assertThat(db().collection("new").count()).isEqualTo(1);
    db().dropAlias("also");
    db().dropCollection("new");
    assertThat(restart().aliases()).isEmpty();
  }

  @Test
  default void whatANameCannotBeIsRefused() {
    one("docs", 1);
    db().setAlias("live", "docs");
    assertThatThrownBy(() -> db().createCollection("live", CollectionSpec.ofDimension(2)))
        .isInstanceOf(AkinException.AlreadyExists.class)
        .hasMessageContaining("alias");
    assertThatThrownBy(() -> db().cloneCollection("docs", "live"))
        .isInstanceOf(AkinException.AlreadyExists.class);
    assertThatThrownBy(() -> db().setAlias("docs", "docs"))
        .isInstanceOf(AkinException.AlreadyExists.class);
    assertThatThrownBy(() -> db().setAlias("a/b", "docs"))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("alias");
    assertThatThrownBy(() -> db().setAlias("other", "nope"))
        .isInstanceOf(AkinException.NotFound.class);
    assertThatThrownBy(() -> db().dropAlias("nope")).isInstanceOf(AkinException.NotFound.class);
    assertThatThrownBy(() -> db().dropCollection("live"))
        .isInstanceOf(AkinException.FailedPrecondition.class)
        .hasMessageContaining("'docs'");
    assertThatThrownBy(() -> db().dropCollection("docs"))
        .isInstanceOf(AkinException.FailedPrecondition.class)
        .hasMessageContaining("live");
    assertThat(db().collection("live").count()).isEqualTo(1);
  }
}
