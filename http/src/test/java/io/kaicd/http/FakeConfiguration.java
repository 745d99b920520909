package io.kaicd.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.configuration.ChangeOptions;
import io.kaicd.contract.configuration.ChangeResult;
import io.kaicd.contract.configuration.Configuration;
import io.kaicd.contract.configuration.ConfigurationWrite;
import io.kaicd.contract.configuration.Difference;
import io.kaicd.contract.configuration.EffectiveConfiguration;
import io.kaicd.contract.configuration.Explanation;
import io.kaicd.contract.configuration.History;
import io.kaicd.contract.configuration.MergePatch;
import io.kaicd.contract.configuration.Moment;
import io.kaicd.contract.configuration.Profiles;
import io.kaicd.contract.configuration.ServiceConfiguration;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.json.Canonical;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.WriteOptions.Precondition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One profile in memory, {@code dev}: enough to show every answer of the door. */
final class FakeConfiguration implements Configuration, Profiles, History {
  final List<ConfigurationWrite> writes = new ArrayList<>();
  final List<ConfigurationWrite> refused = new ArrayList<>();
  final List<ChangeOptions> options = new ArrayList<>();
  final List<String> asked = new ArrayList<>();

  /** What others do before the answer is made. */
  Runnable meanwhile = () -> {};

  private JsonNode layer = Json.parse("{\"user\":{\"a\":1}}");
  private long version = 3;

  @Override
  public EffectiveConfiguration effective() {
    return EffectiveConfiguration.EMPTY;
  }

  @Override
  public Profiles profiles() {
    return this;
  }

  @Override
  public CompletionStage<ChangeResult> change(ConfigurationWrite write, ChangeOptions options) {
    boolean stale =
        switch (options.precondition()) {
          case Precondition.None _ -> false;
          case Precondition.Absent _ -> true; // there is dev
          case Precondition.Generation(long at) -> at != version;
        };
    if (stale) {
      refused.add(write);
      return CompletableFuture.completedFuture(
          new ChangeResult.Refused(ErrorCode.WRITE_STALE.reject("at another version")));
    }
    JsonNode before = layer;
    JsonNode after =
        write instanceof ConfigurationWrite.Patch patch
            ? MergePatch.apply(layer, patch.patch())
            : layer;
    TreeMap<String, List<Difference>> differences = new TreeMap<>();
    differences.put("dev", Difference.between(before, after));
    if (!options.dryRun()) {
      writes.add(write);
      this.options.add(options);
      layer = after;
      version++;
    }
    List<Own> made =
        write instanceof ConfigurationWrite.Import ? List.of() : List.of(all().getFirst());
    meanwhile.run();
    return CompletableFuture.completedFuture(
        new ChangeResult.Written(
            version, true, differences, new TreeSet<>(Set.of("gpu")), List.of("a note"), made));
  }

  /** Another writer's change. */
  void step() {
    version++;
    layer = Json.parse("{\"user\":{\"other\":1}}");
  }

  @Override
  public List<Own> all() {
    return List.of(new Own("dev", version, "", true, true, layer));
  }

  @Override
  public Own own(String profile) {
    if (!profile.equals("dev")) {
      throw ErrorCode.PROFILE_UNKNOWN.reject("there is no such profile").asException();
    }
    return all().getFirst();
  }

  @Override
  public History history() {
    return this;
  }

  /** Versions below 3 it has forgotten. */
  @Override
  public CompletionStage<Versions> versions(String profile, long before, int limit) {
    asked.add("versions %s below %d, %d".formatted(profile, before, limit));
    return CompletableFuture.completedFuture(
        new Versions(
            List.of(new Made(version, "owner", Instant.EPOCH, "why", version - 1)), before > 3));
  }

  @Override
  public CompletionStage<List<Difference>> difference(String profile, Moment from, Moment to) {
    asked.add("difference %s %s %s".formatted(profile, from, to));
    return from.equals(new Moment.AtVersion(99))
        ? CompletableFuture.failedFuture(
            ErrorCode.PROFILE_VERSION_UNKNOWN.reject("there is none").asException())
        : CompletableFuture.completedFuture(List.of());
  }

  @Override
  public List<String> clashes(String profile) {
    return List.of("KAI_CONFIG_X__Y names no service and sets nothing");
  }

  @Override
  public JsonNode effective(String profile) {
    return own(profile).layer();
  }

  @Override
  public ServiceConfiguration effective(String profile, String service) {
    return new ServiceConfiguration(service, layer, Canonical.digest(layer), List.of());
  }

  @Override
  public Explanation explain(String profile, String key) {
    return new Explanation(key, List.of(), clashes(profile));
  }

  @Override
  public List<Difference> difference(String from, String to) {
    return Difference.between(own(from).layer(), own(to).layer());
  }

  @Override
  public JsonNode export(Set<String> profiles) {
    return Json.shared().createObjectNode();
  }
}
