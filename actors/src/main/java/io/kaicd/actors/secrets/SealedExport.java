package io.kaicd.actors.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.secret.Destination;
import io.kaicd.contract.secret.Secret;
import io.kaicd.contract.secret.Secrets;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Secrets on their way to another vault, sealed under a passphrase of their own: {@code
 * {"format":"kai-secrets/1","derivation":{"memory","iterations","parallelism","salt"},"box"}},
 * where salt and box are Base64. In the box is, for each secret: name, expiry (empty for never),
 * the number of destinations, host and path of each, the value's length in 4 bytes, the value;
 * texts as {@link DataOutputStream#writeUTF}, the number of secrets before them.
 */
final class SealedExport {
  private static final int MOST_MEMORY = 4 * Argon2.MEMORY; // a document of a stranger's
  static final int MOST_BYTES =
      22 << 20; // in Base64 and JSON it is less than the 32 MiB of an import
  private static final String FORMAT = "kai-secrets/1";
  private static final Belonging BELONGING = new Belonging("kai-export/1", FORMAT, "", 0, "", "");

  private SealedExport() {}

  /**
   * @param value its owner closes it
   */
  record Item(Secrets.Wish wish, Secret value) {}

  static JsonNode sealed(
      List<Item> items, Secret passphrase, SecureRandom random, VaultThreads threads) {
    Argon2 derivation = Argon2.fresh(random);
    if (size(items) > MOST_BYTES) { // before there is a copy of all values
      throw ErrorCode.REQUEST_TOO_LARGE
          .reject("the values are more than an import takes at once")
          .withRemedy("Delete what is not needed, or put the largest again by hand")
          .asException();
    }
    byte[] plain = written(items);
    try (KeyBytes key = threads.derive(derivation, passphrase)) {
      ObjectNode document = Json.shared().createObjectNode().put("format", FORMAT);
      document
          .putObject("derivation")
          .put("memory", derivation.memory())
          .put("iterations", derivation.iterations())
          .put("parallelism", derivation.parallelism())
          .put("salt", derivation.salt().bytes());
      return document.put("box", new Gcm(random).seal(key, BELONGING, plain).bytes());
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  /**
   * @throws RejectedException {@code secret.invalid}, {@code vault.passphrase-wrong}
   */
  static List<Item> opened(
      JsonNode document, Secret passphrase, SecureRandom random, VaultThreads threads) {
    Argon2 derivation = derivation(document.path("derivation"));
    Box box = new Box(binary(document.path("box")));
    if (!FORMAT.equals(document.path("format").asText())) {
      throw notOne();
    }
    byte[] plain;
    try (KeyBytes key = threads.derive(derivation, passphrase)) {
      plain = new Gcm(random).open(key, BELONGING, box);
    } catch (Unopenable e) {
      throw ErrorCode.VAULT_PASSPHRASE_WRONG
          .reject("the sealed secrets do not open with this passphrase")
          .asException();
    }
    try {
      return read(plain);
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  private static Argon2 derivation(JsonNode how) {
    try {
      Argon2 derivation =
          new Argon2(
              how.path("memory").asInt(),
              how.path("iterations").asInt(),
              how.path("parallelism").asInt(),
              new Box(binary(how.path("salt"))));
      if (derivation.memory() <= MOST_MEMORY) {
        return derivation;
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw notOne();
  }

  private static byte[] binary(JsonNode given) {
    try {
      byte[] bytes = given.binaryValue();
      if (bytes != null) {
        return bytes;
      }
    } catch (IOException e) {
      // said below
    }
    throw notOne();
  }

  /** In bytes, as they are {@link #written}. */
  private static long size(List<Item> items) {
    long size = Integer.BYTES;
    for (Item item : items) {
      Instant expires = item.wish().expires();
      size += size(item.wish().name()) + size(expires == null ? "" : expires.toString());
      for (Destination each : item.wish().allow()) {
        size += size(each.host()) + size(each.path());
      }
      size += 2 * Integer.BYTES + item.value().size();
    }
    return size;
  }

  private static long size(String text) {
    return (long) Short.BYTES + text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static byte[] written(List<Item> items) {
    Wiped bytes = new Wiped();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(items.size());
      for (Item item : items) {
        out.writeUTF(item.wish().name());
        Instant expires = item.wish().expires();
        out.writeUTF(expires == null ? "" : expires.toString());
        out.writeInt(item.wish().allow().size());
        for (Destination each : item.wish().allow()) {
          out.writeUTF(each.host());
          out.writeUTF(each.path());
        }
        out.writeInt(item.value().size());
        item.value()
            .lend(
                value -> {
                  bytes.writeBytes(value);
                  return value.length;
                });
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.taken();
  }

  private static List<Item> read(byte[] plain) {
    List<Item> items = new ArrayList<>();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(plain))) {
      for (int left = in.readInt(); left > 0; left--) {
        items.add(item(in));
      }
      return items;
    } catch (IOException | DateTimeParseException e) {
      items.forEach(item -> item.value().close());
      throw notOne();
    }
  }

  private static Item item(DataInputStream in) throws IOException {
    String name = in.readUTF();
    String expires = in.readUTF();
    List<Destination> allow = new ArrayList<>();
    for (int more = in.readInt(); more > 0; more--) {
      allow.add(new Destination(in.readUTF(), in.readUTF()));
    }
    Secrets.Wish wish =
        new Secrets.Wish(name, allow, expires.isEmpty() ? null : Instant.parse(expires));
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new EOFException();
    }
    byte[] value = new byte[length];
    in.readFully(value);
    return new Item(wish, Secret.owning(value));
  }

  private static RejectedException notOne() {
    return ErrorCode.SECRET_INVALID
        .reject("the document holds no sealed secrets")
        .withRemedy("Send what POST /api/v1/vault/export gave, as it is")
        .asException();
  }

  /** Leaves no copy behind but the one that is taken. */
  private static final class Wiped extends ByteArrayOutputStream {
    Wiped() {
      super(4096);
    }

    @Override
    public synchronized void writeBytes(byte[] more) {
      room(more.length);
      super.writeBytes(more);
    }

    @Override
    public synchronized void write(byte[] more, int from, int length) {
      room(length);
      super.write(more, from, length);
    }

    @Override
    public synchronized void write(int one) {
      room(1);
      super.write(one);
    }

    private void room(int more) {
      if (count + more > buf.length) {
        byte[] was = buf;
        buf = Arrays.copyOf(was, Math.max(was.length * 2, count + more));
        Arrays.fill(was, (byte) 0);
      }
    }

    synchronized byte[] taken() {
      byte[] all = Arrays.copyOf(buf, count);
      Arrays.fill(buf, (byte) 0);
      return all;
    }
  }
}
