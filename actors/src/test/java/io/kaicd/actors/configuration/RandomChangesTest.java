package io.kaicd.actors.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.actors.configuration.ConfigurationDecision.Accept;
import io.kaicd.actors.configuration.ConfigurationDecision.Refuse;
import io.kaicd.actors.configuration.Profile.Version;
import io.kaicd.contract.configuration.ConfigurationWrite;
import io.kaicd.contract.configuration.Difference;
import io.kaicd.contract.configuration.MergePatch;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.ServiceView;
import io.kaicd.contract.registry.WriteOptions.Precondition;
import io.kaicd.message.ConfigurationProtocol.Undo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds after any changes, good and bad, in any order. */
class RandomChangesTest {
  private static final int CHANGES = 400;
  private static final List<String> NAMES = List.of("dev", "staging", "prod", "base", "mine");
  private static final List<String> SERVICES = List.of("gpu", "cpu", "box", "gone");

  private final Deciding deciding = new Deciding();

  @ParameterizedTest
  @ValueSource(longs = {1, 7396, 20260102})
  void any_changes(long seed) {
    Random random = new Random(seed);
    Map<Long, String> states = new HashMap<>(); // by the number of the event
    int refused = 0;
    for (int i = 0; i < CHANGES; i++) {
      ConfigurationState before = deciding.state();
      ConfigurationWrite write = write(random);
      // Also checks that deciding leaves the state as it was, byte by byte.
      ConfigurationDecision decision =
          deciding.decide(write, deciding.past(), Samples.options(Precondition.NONE));
      switch (decision) {
        case Refuse _ -> refused++;
        case Accept accept -> {
          deciding.accepted(accept);
          accepted(write, before, accept);
          states.put(deciding.state().revision(), Deciding.text(deciding.state()));
        }
        case ConfigurationDecision.Unchanged _ -> {}
      }
    }

    assertThat(refused).as("bad changes were among them").isGreaterThan(CHANGES / 20);
    assertThat(states.size()).as("and good ones").isGreaterThan(CHANGES / 5);
    replayed(states);
    everythingStoredIsValid();
  }

  private void accepted(ConfigurationWrite write, ConfigurationState before, Accept accept) {
    ConfigurationState now = deciding.state();
    assertThat(now.revision()).isEqualTo(before.revision() + 1);
    for (Profile profile : now.profiles().values()) {
      Profile was = before.profile(profile.id());
      JsonNode had = was == null ? Json.parse("{}") : was.now().layer();
      JsonNode has = profile.now().layer();
      // What was applied, as a difference, is told; and as a patch it leads there and back.
      assertThat(accept.differences().getOrDefault(profile.id(), List.of()))
          .isEqualTo(Difference.between(had, has));
      assertThat(MergePatch.apply(had, MergePatch.between(had, has))).isEqualTo(has);
      assertThat(MergePatch.apply(has, MergePatch.between(has, had))).isEqualTo(had);
    }
    undone(before, now, accept);
    switch (write) {
      case ConfigurationWrite.Promote w when w.namespaces().isEmpty() ->
          assertThat(text(now, w.to())).isEqualTo(text(before, w.from()));
      case ConfigurationWrite.RollBack w -> {
        Version then = deciding.past().version(w.profile(), w.version()).orElseThrow();
        assertThat(text(now, w.profile())).isEqualTo(Json.text(then.layer()));
        assertThat(Objects.requireNonNull(now.profile(w.profile())).now().parent())
            .isEqualTo(then.parent());
      }
      default -> {}
    }
  }

  /** Taken back at once, it leaves no trace but in the history. */
  private void undone(ConfigurationState before, ConfigurationState now, Accept accept) {
    Undo undo = Outcomes.accepted(before, now, accept, "").undo();
    ConfigurationEvent event = Undoing.event(now, undo, Samples.BY);
    if (event == null) {
      assertThat(accept.event())
          .isInstanceOfAny(
              ConfigurationEvent.ProfileCreated.class, ConfigurationEvent.ProfileDeleted.class);
      return;
    }
    ConfigurationState back = now.apply(event);
    assertThat(back.active()).isEqualTo(before.active());
    assertThat(ImportDocument.written(back, Set.of()))
        .isEqualTo(ImportDocument.written(before, Set.of()));
  }

  private static String text(ConfigurationState state, String profile) {
    return Json.text(Objects.requireNonNull(state.profile(profile)).now().layer());
  }

  /** The events, as they come back from the journal, lead through the same states. */
  private void replayed(Map<Long, String> states) {
    ConfigurationState state = ConfigurationState.INITIAL;
    for (ConfigurationEvent event : deciding.events) {
      state =
          state.apply(
              ConfigurationStream.STREAM
                  .events()
                  .decode(
                      ConfigurationStream.STREAM.events().manifest(event),
                      ConfigurationStream.STREAM.events().encode(event)));
      assertThat(Deciding.text(state)).isEqualTo(states.get(state.revision()));
    }
    assertThat(state).isEqualTo(deciding.state());
  }

  private void everythingStoredIsValid() {
    for (String profile : deciding.state().profiles().keySet()) {
      List<Profile> chain = deciding.state().chain(profile);
      for (ServiceView service : Samples.REGISTRY.services().values()) {
        JsonNode value = ServiceLayers.of(chain, service, List.of()).resolved();
        assertThat(deciding.schemas.faults(service.definition(), value)).isEmpty();
        assertThat(deciding.reader(NodeLayer.NONE).effective(profile, service.id()).problems())
            .isEmpty();
      }
    }
  }

  private ConfigurationWrite write(Random random) {
    String one = NAMES.get(random.nextInt(NAMES.size()));
    String other = NAMES.get(random.nextInt(NAMES.size()));
    return switch (random.nextInt(20)) {
      case 0, 1 -> new ConfigurationWrite.CreateProfile(one, random.nextBoolean() ? "" : other);
      case 2 -> new ConfigurationWrite.DeleteProfile(one);
      case 3 -> new ConfigurationWrite.SetParent(one, random.nextBoolean() ? "" : other);
      case 4, 5 ->
          new ConfigurationWrite.Promote(one, Precondition.NONE, other, namespaces(random));
      case 6, 7 ->
          new ConfigurationWrite.RollBack(one, random.nextLong(deciding.state().revision() + 2));
      case 8 -> new ConfigurationWrite.Activate(one);
      case 9 -> {
        ObjectNode document = object();
        ObjectNode profiles = document.putObject("profiles");
        profiles.putObject(one).put("parent", "").set("layer", layer(random, false));
        profiles.putObject(other).set("layer", layer(random, false));
        yield new ConfigurationWrite.Import(document);
      }
      default -> new ConfigurationWrite.Patch(one, layer(random, true));
    };
  }

  private static List<String> namespaces(Random random) {
    List<String> namespaces = new ArrayList<>();
    for (String name : List.of("host", "user", "services.gpu", "services.box")) {
      if (random.nextInt(3) == 0) {
        namespaces.add(name);
      }
    }
    return namespaces;
  }

  private static ObjectNode layer(Random random, boolean patch) {
    ObjectNode layer = object();
    if (random.nextInt(4) == 0) {
      put(layer, "user", user(random, 0, patch), patch, random);
    }
    if (random.nextInt(6) == 0) {
      layer.putObject("host").putObject("defaults").put("region", "r" + random.nextInt(3));
    }
    if (random.nextInt(3) > 0) {
      ObjectNode services = object();
      for (String id : SERVICES) {
        if (random.nextInt(id.equals("gone") ? 12 : 3) == 0) {
          put(services, id, service(random, patch), patch, random);
        }
      }
      put(layer, "services", services, patch, random);
    }
    return layer;
  }

  private static ObjectNode service(Random random, boolean patch) {
    ObjectNode config = object();
    put(config, "ratio", JsonNodeFactory.instance.numberNode(random.nextDouble()), patch, random);
    if (random.nextBoolean()) {
      int limit = random.nextInt(8); // 0 is none
      put(config, "maxInFlight", JsonNodeFactory.instance.numberNode(limit), patch, random);
    }
    if (random.nextBoolean()) {
      ObjectNode retry = object().put("delay", random.nextInt(4));
      if (random.nextInt(3) > 0) {
        retry.put("max", random.nextInt(4));
      }
      put(config, "retry", retry, patch, random);
    }
    return config;
  }

  private static JsonNode user(Random random, int depth, boolean patch) {
    ObjectNode user = object();
    for (String name : List.of("z", "a", "m~/")) {
      JsonNode value =
          depth < 3 && random.nextBoolean()
              ? user(random, depth + 1, patch)
              : JsonNodeFactory.instance.numberNode(random.nextLong());
      put(user, name, value, patch, random);
    }
    return user;
  }

  private static void put(
      ObjectNode node, String name, JsonNode value, boolean patch, Random random) {
    if (patch && random.nextInt(6) == 0) {
      node.putNull(name);
    } else {
      node.set(name, value);
    }
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
