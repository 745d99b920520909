package io.kaicd.vectorstore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.error.RejectedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The collections of one service. Each change of what there is is told to the routing. */
final class CollectionShelf {
  private final CollectionFolder folders;
  private final Disk disk;
  private final Executor threads;
  private final Supplier<VectorStoreSettings> settings;
  private final Duration quiet;
  private final Consumer<Set<String>> changed;
  private final ConcurrentHashMap<String, VectorCollection> collections = new ConcurrentHashMap<>();

  CollectionShelf(
      Path root,
      Disk disk,
      Executor threads,
      Supplier<VectorStoreSettings> settings,
      Duration quiet,
      Consumer<Set<String>> changed)
      throws IOException {
    this.folders = new CollectionFolder(root, disk);
    this.disk = disk;
    this.threads = threads;
    this.settings = settings;
    this.quiet = quiet;
    this.changed = changed;
    folders.scan().forEach(this::shelve);
    tell();
  }

  private VectorCollection shelve(CollectionSpec spec) {
    VectorCollection collection =
        new VectorCollection(spec, folders.of(spec.name()), disk, threads, settings, quiet);
    collections.put(spec.name(), collection);
    return collection;
  }

  private void tell() {
    changed.accept(new TreeSet<>(collections.keySet()));
  }

  /**
   * @throws RejectedException {@code collection.unknown}
   */
  VectorCollection get(JsonNode input) {
    String name = input.required("collection").textValue();
    VectorCollection collection = collections.get(name);
    if (collection == null) {
      throw ErrorCode.COLLECTION_UNKNOWN
          .reject("there is no collection " + name)
          .withRemedy("Create it: vector_database/create_collection")
          .asException();
    }
    return collection;
  }

  synchronized ObjectNode create(JsonNode input) {
    CollectionSpec spec = CollectionSpec.of(input);
    VectorCollection there = collections.get(spec.name());
    if (there == null) {
      try {
        folders.create(spec);
      } catch (IOException e) {
        throw StorageFault.writing("collection " + spec.name(), e);
      }
      there = shelve(spec);
      tell();
    } else if (!there.spec().equals(spec)) {
      throw conflict(there.spec(), spec);
    }
    return there.describe();
  }

  private static RejectedException conflict(CollectionSpec there, CollectionSpec wanted) {
    return ErrorCode.COLLECTION_CONFLICT
        .reject("collection " + there.name() + " exists with " + settings(there))
        .withFault(new Fault("", "settings", settings(there), settings(wanted)))
        .asException();
  }

  private static String settings(CollectionSpec spec) {
    return "dimension " + spec.dimension() + " and distance " + spec.distance().text();
  }

  JsonNode list() {
    ObjectNode reply = JsonNodeFactory.instance.objectNode();
    ArrayNode all = reply.putArray("collections");
    for (String name : new TreeSet<>(collections.keySet())) {
      VectorCollection collection = collections.get(name);
      if (collection != null) {
        all.add(collection.describe());
      }
    }
    return reply;
  }

  /** Answers how many points went; 0 also when there was no such collection. */
  synchronized JsonNode delete(JsonNode input) {
    String name = input.required("collection").textValue();
    VectorCollection collection = collections.remove(name);
    if (collection == null) {
      return VectorCollection.deleted(0);
    }
    int points = readable(collection);
    collection.close();
    try {
      folders.remove(name);
    } catch (IOException e) {
      shelve(collection.spec());
      throw StorageFault.writing("collection " + name, e);
    }
    tell();
    return VectorCollection.deleted(points);
  }

  /** A collection that is damaged can still be deleted. */
  private static int readable(VectorCollection collection) {
    try {
      return collection.points();
    } catch (RejectedException e) {
      return 0;
    }
  }

  /** What is wrong, one sentence a collection; empty when nothing is. */
  String problems() {
    StringBuilder all = new StringBuilder();
    for (VectorCollection collection : collections.values()) {
      if (!collection.problem().isEmpty()) {
        all.append(all.isEmpty() ? "" : "; ").append(collection.problem());
      }
    }
    return all.toString();
  }

  synchronized void close() {
    collections.values().forEach(VectorCollection::close);
    collections.clear();
  }
}
