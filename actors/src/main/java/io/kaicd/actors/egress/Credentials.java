package io.kaicd.actors.egress;

import io.kaicd.contract.definition.SecretWish;
import io.kaicd.contract.definition.ServiceDefinition;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.registry.ServiceSpec;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a service's requests carry as credentials. Values are read for each request and kept
 * nowhere; no method but the writer's tells one.
 */
final class Credentials {
  private static final Pattern VARIABLE = Pattern.compile("KAI_SECRET_[A-Z0-9_]{1,100}");

  private final List<SecretWish> wishes;
  private final ServiceSpec spec;
  private final Function<String, @Nullable String> environment;

  Credentials(
      ServiceDefinition definition,
      ServiceSpec spec,
      Function<String, @Nullable String> environment) {
    this.wishes = definition.secrets();
    this.spec = spec;
    this.environment = environment;
  }

  /** One credential in its place. A class and not a record: it has no text. */
  static final class Sent {
    private final boolean header;
    private final String name;
    private final String text;
    private final String value;

    private Sent(boolean header, String name, String text, String value) {
      this.header = header;
      this.name = name;
      this.text = text;
      this.value = value;
    }

    boolean header() {
      return header;
    }

    String name() {
      return name;
    }

    /** The template with the value in it. */
    String text() {
      return text;
    }

    String parameter() {
      return name + "=" + URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    String masked(String reply) {
      return value.length() < 4 ? reply : reply.replace(value, "[redacted]");
    }
  }

  /**
   * @throws RejectedException {@code secret.missing}
   */
  List<Sent> read() {
    List<Sent> sent = new ArrayList<>(wishes.size());
    for (SecretWish wish : wishes) {
      String value = value(wish);
      if (value != null) {
        SecretWish.Send send = wish.send();
        sent.add(
            new Sent(
                send.in().equals("header"),
                send.name().toLowerCase(Locale.ROOT),
                send.template().replace("{value}", value),
                value));
      }
    }
    return sent;
  }

  /** Null when the service goes without. */
  private @Nullable String value(SecretWish wish) {
    ServiceSpec.SecretRef ref = spec.secrets().get(wish.name());
    if (ref == null) {
      if (wish.required()) {
        throw missing(wish, "the service names no variable for it");
      }
      return null;
    }
    if (!VARIABLE.matcher(ref.env()).matches()) {
      throw missing(wish, "only variables named KAI_SECRET_* are read");
    }
    String value = environment.apply(ref.env());
    if (value == null || value.isBlank()) {
      // Named but not there: to go without would send what the owner meant to be signed.
      throw missing(wish, "the variable " + ref.env() + " is not set");
    }
    String bare = value.strip();
    if (bare.chars().anyMatch(c -> c < ' ' || c > '~')) {
      throw missing(wish, "the variable " + ref.env() + " holds characters that no header may");
    }
    return bare;
  }

  private static RejectedException missing(SecretWish wish, String why) {
    return ErrorCode.SECRET_MISSING
        .reject("no value for the secret '" + wish.name() + "': " + why)
        .asException();
  }
}
