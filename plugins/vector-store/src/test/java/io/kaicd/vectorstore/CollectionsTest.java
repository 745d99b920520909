package io.kaicd.vectorstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollectionsTest {
  @TempDir Path folder;

  private static JsonNode create(Replica store, String name) {
    return store.call("create_collection", input(name, 2, "cosine"));
  }

  private static String input(String name, int dimension, String distance) {
    return "{\"collection\":\"%s\",\"dimension\":%d,\"distance\":\"%s\"}"
        .formatted(name, dimension, distance);
  }

  @Test
  void theSameAgainIsFineAndOtherSettingsAreNot() {
    try (Replica store = new Replica(folder)) {
      // Given
      create(store, "notes");
      store.call("upsert", "{\"collection\":\"notes\",\"points\":[{\"id\":1,\"vector\":[1,0]}]}");
      // When, then
      assertThat(create(store, "notes").get("points").asInt()).isEqualTo(1);
      for (String other : List.of(input("notes", 3, "cosine"), input("notes", 2, "dot"))) {
        assertThat(store.refusal("create_collection", other).code())
            .isEqualTo(ErrorCode.COLLECTION_CONFLICT);
      }
    }
  }

  @Test
  void namesThatDifferInCaseOnlyAreTwoCollectionsInFoldersThatDifferInMore() throws Exception {
    try (Replica store = new Replica(folder)) {
      // When
      create(store, "Notes");
      create(store, "notes");
      create(store, "a..b");
      // Then
      assertThat(store.offered()).containsExactly("Notes", "a..b", "notes");
    }
    try (Stream<Path> entries = Files.list(folder)) {
      List<String> names =
          entries.filter(Files::isDirectory).map(p -> p.getFileName().toString()).toList();
      assertThat(names).hasSize(3).allMatch(name -> name.matches("[a-z0-9_-]+"));
    }
  }

  @Test
  void whatThereIsIsOfferedAndListedAlsoAfterARestart() {
    try (Replica store = new Replica(folder)) {
      assertThat(store.offered()).isEmpty();
      create(store, "one");
      create(store, "two");
      assertThat(store.call("delete_collection", "{\"collection\":\"one\"}").get("deleted").asInt())
          .isZero();
      assertThat(store.offered()).containsExactly("two");
    }
    try (Replica store = new Replica(folder)) {
      assertThat(store.offered()).containsExactly("two");
      assertThat(store.call("list_collections", "{}").at("/collections/0/collection").asText())
          .isEqualTo("two");
    }
  }

  @Test
  void aDeletedCollectionIsGoneAndCanBeMadeAnew() throws Exception {
    try (Replica store = new Replica(folder)) {
      // Given
      create(store, "notes");
      store.call("upsert", "{\"collection\":\"notes\",\"points\":[{\"id\":1,\"vector\":[1,0]}]}");
      // When
      JsonNode deleted = store.call("delete_collection", "{\"collection\":\"notes\"}");
      // Then
      assertThat(deleted.get("deleted").asInt()).isEqualTo(1);
      assertThat(
              store.call("delete_collection", "{\"collection\":\"notes\"}").get("deleted").asInt())
          .isZero();
      assertThat(store.call("create_collection", input("notes", 5, "dot")).get("points").asInt())
          .isZero();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      assertThat(entries.filter(Files::isDirectory)).hasSize(1);
    }
  }

  @Test
  void remainsOfHalfMadeAndHalfDeletedCollectionsAreCleared() throws Exception {
    // Given
    Files.createDirectories(folder.resolve(".new-1/deep"));
    Files.writeString(Files.createDirectory(folder.resolve(".gone-2")).resolve("file"), "x");
    // When
    try (Replica store = new Replica(folder)) {
      // Then
      assertThat(store.offered()).isEmpty();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      assertThat(entries.filter(Files::isDirectory)).isEmpty();
    }
  }

  @Test
  void aSecondOwnerOfTheFolderIsRefused() {
    try (Replica first = new Replica(folder)) {
      create(first, "notes");
      // When
      assertThatThrownBy(() -> new Replica(folder))
          // Then
          .isInstanceOfSatisfying(
              RejectedException.class,
              e -> {
                assertThat(e.rejection().code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
                assertThat(e.rejection().message()).contains("another process");
              });
    }
    new Replica(folder).close();
  }

  @Test
  void aDamagedCollectionIsNamedAndItsNeighboursWork() throws Exception {
    // Given
    try (Replica store = new Replica(folder)) {
      create(store, "good");
      create(store, "bad");
    }
    try (Stream<Path> files = Files.list(new CollectionFolder(folder, Disk.REAL).of("bad"))) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().startsWith("segments")).toList()) {
        Files.writeString(file, "garbage");
      }
    }
    // When
    try (Replica store = new Replica(folder)) {
      // Then
      assertThat(store.refusal("query", "{\"collection\":\"bad\",\"vector\":[1,0]}").code())
          .isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
      assertThat(store.call("query", "{\"collection\":\"good\",\"vector\":[1,0]}").get("points"))
          .isEmpty();
      store.call("delete_collection", "{\"collection\":\"bad\"}");
      assertThat(store.offered()).containsExactly("good");
    }
  }
}
