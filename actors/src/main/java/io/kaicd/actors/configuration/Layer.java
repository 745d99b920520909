package io.kaicd.actors.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.configuration.Source;

/** Values and where they come from. */
record Layer(Source source, JsonNode values) {}
