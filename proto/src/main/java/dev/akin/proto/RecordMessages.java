package dev.akin.proto;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.akin.api.AkinException.InvalidArgument;
import dev.akin.api.Expiry;
import dev.akin.api.Facet;
import dev.akin.api.FacetResult;
import dev.akin.api.Include;
import dev.akin.api.Input;
import dev.akin.api.PayloadUpdate;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.ScrollOrder;
import dev.akin.api.UpdateResult;
import dev.akin.api.UpsertResult;
import dev.akin.api.Value;
import dev.akin.api.WriteCondition;
import dev.akin.proto.v1.RecordProto;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Records and what they are made of, as messages and back. */
public final class RecordMessages {
  private static final int UUID_BYTES = 16;

  private RecordMessages() {}

  /** An id. */
  public static RecordProto.RecordId toProto(RecordId id) {
    RecordProto.RecordId.Builder message = RecordProto.RecordId.newBuilder();
    switch (id) {
      case RecordId.Text(String text) -> message.setText(text);
      case RecordId.Numeric(long number) -> message.setNumber(number);
      case RecordId.Uuid(UUID uuid) -> message.setUuid(uuidBytes(uuid));
    }
    return message.build();
  }

  /**
   * An id.
   *
   * @param path of the field, for the error
   */
  public static RecordId toApi(String path, RecordProto.RecordId id) {
    return switch (id.getKindCase()) {
      case TEXT -> Fields.at(path, () -> RecordId.of(id.getText()));
      case NUMBER -> RecordId.of(id.getNumber());
      case UUID -> RecordId.of(uuid(path, id.getUuid()));
      case KIND_NOT_SET -> throw Fields.missing(path, "set one of text, number or uuid");
    };
  }

  /** Ids in order. */
  public static List<RecordId> idsToApi(List<RecordProto.RecordId> ids) {
    List<RecordId> converted = new ArrayList<>(ids.size());
    for (int i = 0; i < ids.size(); i++) {
      converted.add(toApi("ids[" + i + "]", ids.get(i)));
    }
    return converted;
  }

  /** A vector. */
  public static RecordProto.Vector toProto(Input.Vector vector) {
    return toProto(vector.values());
  }

  /** A vector. */
  public static RecordProto.Vector toProto(float[] values) {
    RecordProto.Vector.Builder message = RecordProto.Vector.newBuilder();
    for (float value : values) {
      message.addValues(value);
    }
    return message.build();
  }

  /** The values of a vector, unchecked. */
  public static float[] valuesToApi(RecordProto.Vector vector) {
    float[] values = new float[vector.getValuesCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = vector.getValues(i);
    }
    return values;
  }

  /** A text, image or vector. */
  public static RecordProto.Input toProto(Input input) {
    RecordProto.Input.Builder message = RecordProto.Input.newBuilder();
    switch (input) {
      case Input.Text(String text) -> message.setText(text);
      case Input.Image(byte[] bytes) -> message.setImage(UnsafeByteOperations.unsafeWrap(bytes));
      case Input.Vector vector -> message.setVector(toProto(vector));
    }
    return message.build();
  }

  /** A text, image or vector; the path names the field in an error. */
  public static Input toApi(String path, RecordProto.Input input) {
    return switch (input.getKindCase()) {
      case TEXT -> Input.text(input.getText());
      case IMAGE -> Fields.at(path, () -> Input.image(input.getImage().toByteArray()));
      case VECTOR -> toApi(path, input.getVector());
      case KIND_NOT_SET -> throw Fields.missing(path, "set one of text, image or vector");
    };
  }

  /** Inputs in order; the path names the field in an error. */
  public static List<Input> inputsToApi(String path, List<RecordProto.Input> inputs) {
    List<Input> converted = new ArrayList<>(inputs.size());
    for (int i = 0; i < inputs.size(); i++) {
      converted.add(toApi(path + "[" + i + "]", inputs.get(i)));
    }
    return converted;
  }

  /** A record. */
  public static RecordProto.Record toProto(Record record) {
    RecordProto.Record.Builder message =
        RecordProto.Record.newBuilder()
            .setId(toProto(record.id()))
            .setVersion(record.version())
            .putAllPayload(ValueMessages.toProto(record.payload()));
    record.sources().forEach((name, source) -> message.putSources(name, toProto(source)));
    record.vectors().forEach((name, vector) -> message.putVectors(name, toProto(vector)));
    switch (record.expiry()) {
      case Expiry.Default() -> {}
      case Expiry.Never() -> message.setNever(RecordProto.NeverExpires.getDefaultInstance());
      case Expiry.At(Instant instant) -> message.setExpiresAt(Times.toProto(instant));
      case Expiry.After(Duration ttl) -> message.setTtl(CollectionMessages.toProto(ttl));
    }
    return message.build();
  }

  /** A record; the path names it in an error. */
  public static Record toApi(String path, RecordProto.Record record) {
    if (!record.hasId()) {
      throw Fields.missing(path + ".id", "every record needs one");
    }
    RecordId id = toApi(path + ".id", record.getId());
    Map<String, Input> sources = new HashMap<>();
    record
        .getSourcesMap()
        .forEach((name, input) -> sources.put(name, toApi(entry(path, "sources", name), input)));
    Map<String, Input.Vector> vectors = new HashMap<>();
    record
        .getVectorsMap()
        .forEach((name, vector) -> vectors.put(name, toApi(entry(path, "vectors", name), vector)));
    return Fields.at(
        path,
        () ->
            new Record(
                id,
                record.getVersion(),
                sources,
                vectors,
                ValueMessages.toApi("payload", record.getPayloadMap()),
                expiryToApi(record)));
  }

  private static Expiry expiryToApi(RecordProto.Record record) {
    return switch (record.getExpiryCase()) {
      case EXPIRES_AT -> Expiry.at(Times.toApi("expires_at", record.getExpiresAt()));
      case TTL -> Expiry.after(CollectionMessages.toApi("ttl", record.getTtl()));
      case NEVER -> Expiry.NEVER;
      case EXPIRY_NOT_SET -> Expiry.DEFAULT;
    };
  }

  /** Records in order. */
  public static List<RecordProto.Record> recordsToProto(List<Record> records) {
    List<RecordProto.Record> messages = new ArrayList<>(records.size());
    records.forEach(record -> messages.add(toProto(record)));
    return messages;
  }

  /** Records in order. */
  public static List<Record> recordsToApi(List<RecordProto.Record> records) {
    List<Record> converted = new ArrayList<>(records.size());
    for (int i = 0; i < records.size(); i++) {
      converted.add(toApi("records[" + i + "]", records.get(i)));
    }
    return converted;
  }

  /** The parts that a read returns. */
  public static RecordProto.IncludeSet toProto(Set<Include> include) {
    RecordProto.IncludeSet.Builder message = RecordProto.IncludeSet.newBuilder();
    for (Include part : include) {
      message.addParts(
          switch (part) {
            case PAYLOAD -> RecordProto.Include.INCLUDE_PAYLOAD;
            case SOURCES -> RecordProto.Include.INCLUDE_SOURCES;
            case VECTORS -> RecordProto.Include.INCLUDE_VECTORS;
          });
    }
    return message.build();
  }

  /**
   * The parts that a read returns.
   *
   * @param given whether the request has the field; otherwise the defaults are meant
   */
  public static Set<Include> toApi(boolean given, RecordProto.IncludeSet include) {
    if (!given) {
      return Include.DEFAULTS;
    }
    Set<Include> parts = EnumSet.noneOf(Include.class);
    for (int i = 0; i < include.getPartsCount(); i++) {
      RecordProto.Include part = include.getParts(i);
      parts.add(
          switch (part) {
            case INCLUDE_PAYLOAD -> Include.PAYLOAD;
            case INCLUDE_SOURCES -> Include.SOURCES;
            case INCLUDE_VECTORS -> Include.VECTORS;
            case INCLUDE_UNSPECIFIED, UNRECOGNIZED ->
                throw Fields.unknown("include.parts[" + i + "]", include.getPartsValue(i));
          });
    }
    return Collections.unmodifiableSet(parts);
  }

  /** Which records are written. */
  public static RecordProto.WriteCondition toProto(WriteCondition condition) {
    return switch (condition) {
      case ALWAYS -> RecordProto.WriteCondition.WRITE_CONDITION_ALWAYS;
      case ABSENT -> RecordProto.WriteCondition.WRITE_CONDITION_ABSENT;
      case PRESENT -> RecordProto.WriteCondition.WRITE_CONDITION_PRESENT;
      case VERSION -> RecordProto.WriteCondition.WRITE_CONDITION_VERSION;
    };
  }

  /** Which records are written. */
  public static WriteCondition conditionToApi(RecordProto.UpsertRequest request) {
    return switch (request.getCondition()) {
      case WRITE_CONDITION_UNSPECIFIED, WRITE_CONDITION_ALWAYS -> WriteCondition.ALWAYS;
      case WRITE_CONDITION_ABSENT -> WriteCondition.ABSENT;
      case WRITE_CONDITION_PRESENT -> WriteCondition.PRESENT;
      case WRITE_CONDITION_VERSION -> WriteCondition.VERSION;
      case UNRECOGNIZED -> throw Fields.unknown("condition", request.getConditionValue());
    };
  }

  /** What an upsert did. */
  public static RecordProto.UpsertResult toProto(UpsertResult result) {
    return RecordProto.UpsertResult.newBuilder()
        .setInserted(result.inserted())
        .setUpdated(result.updated())
        .addAllRefused(result.refused().stream().map(RecordMessages::toProto).toList())
        .build();
  }

  /** What an upsert did. */
  public static UpsertResult toApi(RecordProto.UpsertResult result) {
    return new UpsertResult(
        result.getInserted(), result.getUpdated(), idsToApi(result.getRefusedList()));
  }

  /** Asks a collection to change the payload of records; which is up to the caller. */
  public static RecordProto.UpdatePayloadRequest.Builder toProto(
      String collection, PayloadUpdate update) {
    RecordProto.UpdatePayloadRequest.Builder message =
        RecordProto.UpdatePayloadRequest.newBuilder().setCollection(collection);
    return switch (update) {
      case PayloadUpdate.Replace(Map<String, Value> payload) -> message.setSet(fields(payload));
      case PayloadUpdate.Merge(Map<String, Value> fields) -> message.setMerge(fields(fields));
      case PayloadUpdate.Delete(Set<String> fields) ->
          message.setDelete(RecordProto.FieldNames.newBuilder().addAllNames(fields));
    };
  }

  private static RecordProto.ValueFields fields(Map<String, Value> payload) {
    return RecordProto.ValueFields.newBuilder()
        .putAllValues(ValueMessages.toProto(payload))
        .build();
  }

  /** What becomes of the payload. */
  public static PayloadUpdate toApi(RecordProto.UpdatePayloadRequest request) {
    return switch (request.getUpdateCase()) {
      case SET -> PayloadUpdate.set(ValueMessages.toApi("set", request.getSet().getValuesMap()));
      case MERGE ->
          PayloadUpdate.merge(ValueMessages.toApi("merge", request.getMerge().getValuesMap()));
      case DELETE -> new PayloadUpdate.Delete(Set.copyOf(request.getDelete().getNamesList()));
      case UPDATE_NOT_SET -> throw Fields.missing("update", "set one of set, merge or delete");
    };
  }

  /** The versions that records must have, by id. */
  public static Map<RecordId, Long> versionsToApi(RecordProto.UpdatePayloadRequest request) {
    if (request.getVersionsCount() != request.getIdsCount()) {
      throw new InvalidArgument(
          "versions must be none, or as many as ids, "
              + request.getIdsCount()
              + ": "
              + request.getVersionsCount());
    }
    List<RecordId> ids = idsToApi(request.getIdsList());
    Map<RecordId, Long> versions = new LinkedHashMap<>();
    for (int i = 0; i < ids.size(); i++) {
      if (versions.put(ids.get(i), request.getVersions(i)) != null) {
        throw new InvalidArgument("ids[" + i + "] is there twice: " + ids.get(i));
      }
    }
    return versions;
  }

  /** What a change of parts of records did. */
  public static RecordProto.UpdateResult toProto(UpdateResult result) {
    return RecordProto.UpdateResult.newBuilder()
        .setUpdated(result.updated())
        .addAllRefused(result.refused().stream().map(RecordMessages::toProto).toList())
        .build();
  }

  /** What a change of parts of records did. */
  public static UpdateResult toApi(RecordProto.UpdateResult result) {
    return new UpdateResult(result.getUpdated(), idsToApi(result.getRefusedList()));
  }

  /** The order of a scroll, as the message has it: not at all if it is that of ids. */
  public static Optional<RecordProto.ScrollOrder> toProto(ScrollOrder order) {
    return order
        .field()
        .map(
            field ->
                RecordProto.ScrollOrder.newBuilder()
                    .setField(field)
                    .setDescending(order.isDescending())
                    .build());
  }

  /** The order of a scroll. */
  public static ScrollOrder orderToApi(RecordProto.ScrollRequest request) {
    RecordProto.ScrollOrder order = request.getOrder();
    return request.hasOrder()
        ? Fields.at(
            "order", () -> new ScrollOrder(Optional.of(order.getField()), order.getDescending()))
        : ScrollOrder.byId();
  }

  /** Values of a field. */
  public static RecordProto.FacetResponse toProto(FacetResult result) {
    RecordProto.FacetResponse.Builder message =
        RecordProto.FacetResponse.newBuilder()
            .setDistinct(result.distinct())
            .setScanned(result.scanned());
    for (Facet facet : result.facets()) {
      message.addFacets(
          RecordProto.Facet.newBuilder()
              .setValue(ValueMessages.toProto(facet.value()))
              .setCount(facet.count()));
    }
    return message.build();
  }

  /** Values of a field. */
  public static FacetResult toApi(RecordProto.FacetResponse message) {
    List<Facet> facets = new ArrayList<>();
    for (RecordProto.Facet facet : message.getFacetsList()) {
      String path = "facets[" + facets.size() + "].value";
      facets.add(new Facet(ValueMessages.toApi(path, facet.getValue()), facet.getCount()));
    }
    return new FacetResult(facets, message.getDistinct(), message.getScanned());
  }

  private static Input.Vector toApi(String path, RecordProto.Vector vector) {
    return Fields.at(path, () -> new Input.Vector(valuesToApi(vector)));
  }

  private static String entry(String path, String field, String name) {
    return path + "." + field + "['" + name + "']";
  }

  private static ByteString uuidBytes(UUID uuid) {
    ByteBuffer bytes = ByteBuffer.allocate(UUID_BYTES);
    bytes.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits()).flip();
    return ByteString.copyFrom(bytes);
  }

  private static UUID uuid(String path, ByteString bytes) {
    if (bytes.size() != UUID_BYTES) {
      throw new InvalidArgument(path + ".uuid must be " + UUID_BYTES + " bytes: " + bytes.size());
    }
    ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
    return new UUID(buffer.getLong(), buffer.getLong());
  }
}
