package io.kaicd.contract.definition;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.jspecify.annotations.Nullable;

/** A secret that a definition wants, and where the host puts it on the way out. */
public record SecretWish(String name, boolean required, Send send) {
  /**
   * @param in {@code header}, {@code query}, {@code bearer} or {@code basic}, which are headers too
   * @param name of the header or the parameter; {@code Authorization} for the last two
   * @param template its text, in which {@code {value}} stands for the secret; of a secret that is
   *     sent as {@code basic} it stands for the Base64 of the value, which is {@code user:password}
   */
  public record Send(String in, String name, String template) {
    private static final String VALUE = "{value}";

    public Send(String in, @Nullable String name, @Nullable String template) {
      this.in = in;
      this.name = name == null ? "Authorization" : name;
      this.template = template == null ? scheme(in) + VALUE : template;
    }

    private static String scheme(String in) {
      return switch (in) {
        case "bearer" -> "Bearer ";
        case "basic" -> "Basic ";
        default -> "";
      };
    }

    /** Whether it would stand in a header that is the host's own, as {@code Host} is. */
    @JsonIgnore
    public boolean hostsOwn() {
      return !in.equals("query") && HostHeaders.contains(name);
    }

    @JsonIgnore
    public boolean basic() {
      return in.equals("basic");
    }
  }
}
