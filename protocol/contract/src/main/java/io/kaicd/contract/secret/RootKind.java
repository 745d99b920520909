package io.kaicd.contract.secret;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a vault's root key comes from. */
public enum RootKind {
  /** Somebody must type it after every start. */
  @JsonProperty("passphrase")
  PASSPHRASE,
  /** The node opens the vault by itself; whoever reads the file can, too. */
  @JsonProperty("key-file")
  KEY_FILE,
  /** As a key file; the variable is {@code KAI_VAULT_KEY}. */
  @JsonProperty("environment")
  ENVIRONMENT
}
