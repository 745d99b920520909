package io.kaicd.actors.secrets;

import io.kaicd.contract.call.Caller;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.registry.WriteOptions.Precondition;
import io.kaicd.contract.secret.AutoLock;
import io.kaicd.contract.secret.Destination;
import io.kaicd.message.StreamProtocol;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorSystem;

/** One of every message of the vault that crosses nodes. */
public final class VaultMessages {
  private static final Caller OWNER = new Caller("owner", Set.of(Caller.ADMIN));
  private static final Box BOX = new Box(new byte[] {1, 2, 3});
  private static final WrappedKey KEY = new WrappedKey("0a", "0b", BOX);
  private static final SealedValue VALUE = new SealedValue("0a", BOX, "ab12");

  private VaultMessages() {}

  /** By the name of its golden file. */
  public static Map<String, Object> all(ActorSystem<?> system) {
    Map<String, Object> messages = new TreeMap<>();
    commands()
        .forEach(
            command ->
                messages.put(
                    "change-" + command.getClass().getSimpleName(),
                    new VaultProtocol.Change(command, null, OWNER, system.deadLetters())));
    messages.put(
        "change-with-key",
        new VaultProtocol.Change(
            new VaultCommand.Rotate("openai", 2, VALUE, "0b"), KEY, OWNER, system.deadLetters()));
    messages.put(
        "fetch-keys", new VaultProtocol.FetchKeys(List.of("0a", "0c"), system.deadLetters()));
    messages.put("sweep", new VaultProtocol.Sweep());
    messages.put(
        "followed",
        new VaultProtocol.Followed(new StreamProtocol.Follow("node", 3, system.deadLetters())));
    messages.put("done", new VaultProtocol.Done(3, null));
    messages.put("done-refused", new VaultProtocol.Done(3, ErrorCode.VAULT_LOCKED.reject("no")));
    messages.put("keys", new VaultProtocol.Keys(List.of(KEY), null));
    return messages;
  }

  private static List<VaultCommand> commands() {
    TreeMap<String, Box> keks = new TreeMap<>(Map.of("0b", BOX));
    Root root = new Root.Passphrase("0d", new Argon2(64, 1, 1, BOX));
    return List.of(
        new VaultCommand.SetUp("0e", root, keks, "0b", BOX),
        new VaultCommand.NoteUnlocked("node"),
        new VaultCommand.NoteLocked("node", "time"),
        new VaultCommand.ChangeRoot("0d", new Root.KeyFile("0f"), keks, null),
        new VaultCommand.SetAutoLock(AutoLock.AFTER_15),
        new VaultCommand.AddKek("0c", BOX, "0d"),
        new VaultCommand.MakePrimary("0c"),
        new VaultCommand.RetireKek("0b"),
        new VaultCommand.Put(
            "openai",
            1,
            VALUE,
            "0b",
            List.of(new Destination("api.example.com", "/v1")),
            Instant.EPOCH),
        new VaultCommand.Rotate("openai", 2, VALUE, "0b"),
        new VaultCommand.RollBack("openai", 1),
        new VaultCommand.Expire("openai", null),
        new VaultCommand.Delete("openai"),
        new VaultCommand.Delete("openai").where(new Precondition.Generation(2)),
        new VaultCommand.NoteExported(3));
  }
}
