package dev.akin.server.security;

import static dev.akin.server.security.Role.ADMIN;
import static dev.akin.server.security.Role.READ;
import static dev.akin.server.security.Role.WRITE;

import dev.akin.server.security.Right.Scope;
import java.util.Map;
import java.util.Optional;

/** The right that each call needs. A call that is not listed is for administrators of it all. */
public final class Rights {
  private static final Right UNLISTED = Right.of(ADMIN, Scope.SERVER);

  private static final Map<String, Right> COLLECTIONS =
      Map.ofEntries(
          Map.entry("CreateCollection", new Right(ADMIN, Scope.NEW_COLLECTION, "name")),
          Map.entry("GetCollection", Right.on(READ, "name")),
          Map.entry("ListCollections", Right.of(READ, Scope.NONE)),
          Map.entry("DropCollection", new Right(ADMIN, Scope.NAMED_COLLECTION, "name")),
          Map.entry("CreatePayloadIndex", Right.on(ADMIN, "name")),
          Map.entry("DropPayloadIndex", Right.on(ADMIN, "name")),
          Map.entry("CreateFullTextIndex", Right.on(ADMIN, "name")),
          Map.entry("DropFullTextIndex", Right.on(ADMIN, "name")),
          Map.entry("AwaitIndexed", Right.on(READ, "name")),
          Map.entry("Checkpoint", Right.on(ADMIN, "name")),
          Map.entry("Optimize", Right.on(ADMIN, "name")),
          Map.entry("Alter", Right.on(ADMIN, "name")),
          Map.entry("CancelAlteration", Right.on(ADMIN, "name")),
          Map.entry("ListAliases", Right.of(READ, Scope.NONE)),
          // Of two names; a key that is limited to some has no say over the other.
          Map.entry("SetAlias", Right.of(ADMIN, Scope.SERVER)),
          Map.entry("DropAlias", Right.of(ADMIN, Scope.SERVER)),
          Map.entry("CloneCollection", Right.of(ADMIN, Scope.SERVER)));

  private static final Map<String, Right> BACKUPS =
      Map.of(
          "CreateBackup", Right.of(ADMIN, Scope.SERVER),
          "ListBackups", Right.of(ADMIN, Scope.SERVER),
          "VerifyBackup", Right.of(ADMIN, Scope.SERVER),
          "RestoreBackup", Right.of(ADMIN, Scope.SERVER),
          "PruneBackups", Right.of(ADMIN, Scope.SERVER));

  private static final Map<String, Right> SNAPSHOTS =
      Map.of(
          "CreateSnapshot", Right.of(ADMIN, Scope.SERVER),
          "ListSnapshots", Right.of(ADMIN, Scope.SERVER),
          "RestoreSnapshot", Right.of(ADMIN, Scope.SERVER),
          "DropSnapshot", Right.of(ADMIN, Scope.SERVER));

  private static final Map<String, Right> RECORDS =
      Map.of(
          "Upsert", Right.on(WRITE, "collection"),
          "UpsertStream", Right.on(WRITE, "collection"),
          "Delete", Right.on(WRITE, "collection"),
          "UpdatePayload", Right.on(WRITE, "collection"),
          "UpdateVectors", Right.on(WRITE, "collection"),
          "Get", Right.on(READ, "collection"),
          "Count", Right.on(READ, "collection"),
          "Facet", Right.on(READ, "collection"),
          "Scroll", Right.on(READ, "collection"));

  private static final Map<String, Map<String, Right>> SERVICES =
      Map.of(
          "akin.v1.CollectionService",
          COLLECTIONS,
          "akin.v1.RecordService",
          RECORDS,
          "akin.v1.BackupService",
          BACKUPS,
          "akin.v1.SnapshotService",
          SNAPSHOTS,
          "akin.v1.SearchService",
          Map.of(
              "Search", Right.on(READ, "collection"),
              "SearchBatch", Right.on(READ, "collection")),
          "akin.v1.EmbeddingService",
          Map.of(
              "ListModels", Right.of(READ, Scope.NONE),
              "EmbedTokens", Right.of(READ, Scope.NONE),
              "AddModel", Right.of(ADMIN, Scope.SERVER),
              "RemoveModel", Right.of(ADMIN, Scope.SERVER),
              "Embed", Right.of(READ, Scope.NONE)),
          "akin.v1.SystemService",
          Map.of("GetInfo", Right.of(READ, Scope.NONE)),
          "grpc.reflection.v1.ServerReflection",
          Map.of("ServerReflectionInfo", Right.of(READ, Scope.NONE)));

  private Rights() {}

  /**
   * The right that a call needs.
   *
   * @param method full name, such as {@code akin.v1.SearchService/Search}
   */
  public static Right of(String method) {
    return find(method).orElse(UNLISTED);
  }

  /** Whether the call is listed. */
  public static boolean lists(String method) {
    return find(method).isPresent();
  }

  private static Optional<Right> find(String method) {
    int slash = method.indexOf('/');
    return slash < 0
        ? Optional.empty()
        : Optional.ofNullable(
            SERVICES
                .getOrDefault(method.substring(0, slash), Map.of())
                .get(method.substring(slash + 1)));
  }
}
