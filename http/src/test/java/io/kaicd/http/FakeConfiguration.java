package io.kaicd.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.configuration.ChangeOptions;
import io.kaicd.contract.configuration.ChangeResult;
import io.kaicd.contract.configuration.Configuration;
import io.kaicd.contract.configuration.ConfigurationWrite;
import io.kaicd.contract.configuration.Difference;
import io.kaicd.contract.configuration.EffectiveConfiguration;
import io.kaicd.contract.configuration.Explanation;
import io.kaicd.contract.configuration.MergePatch;
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
final class FakeConfiguration implements Configuration, Profiles {
  final List<ConfigurationWrite> writes = new ArrayList<>();
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
    if (options.precondition() instanceof Precondition.Generation(long at) && at != version) {
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
      layer = after;
      version++;
    }
    return CompletableFuture.completedFuture(
        new ChangeResult.Written(
            version, true, differences, new TreeSet<>(Set.of("gpu")), List.of("a note")));
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
  public List<Made> versions(String profile) {
    return List.of(new Made(version, "owner", Instant.EPOCH, "why"));
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
    return new Explanation(key, List.of(), List.of());
  }

  @Override
  public List<Difference> difference(String from, String to) {
    return Difference.between(own(from).layer(), own(to).layer());
  }

  @Override
  public List<Difference> difference(String profile, long from, long to) {
    return List.of();
  }

  @Override
  public List<Difference> difference(String profile, Instant from, Instant to) {
    return List.of();
  }

  @Override
  public JsonNode export(Set<String> profiles) {
    return Json.shared().createObjectNode();
  }
}
