package io.kaicd.tck;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands a run's configured fault to the test's constructor; none when none is configured. */
final class PlantedFault implements ParameterResolver {
  static final String KEY = "fault";

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Fault.class;
  }

  @Override
  public Fault resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context.getConfigurationParameter(KEY).map(Fault::valueOf).orElse(Fault.NONE);
  }
}
