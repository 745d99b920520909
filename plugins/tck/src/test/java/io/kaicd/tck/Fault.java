package io.kaicd.tck;

/** A planted fault, and the one rule that must catch it. */
enum Fault {
  NONE(""),
  UNLISTED("isFoundByTheServiceLoader"),
  DEFINITION_BREAKS_SCHEMA("definitionIsValidByItsSchema"),
  DEFINITION_OF_ANOTHER_PLUGIN("definitionFitsHostAndPlugin"),
  PLUGIN_VERSION_OUT_OF_RANGE("definitionFitsHostAndPlugin"),
  HOST_OUT_OF_RANGE("definitionFitsHostAndPlugin"),
  UNKNOWN_FEATURE("definitionAgreesWithItsContracts"),
  OFFER_OF_UNDECLARED_CAPABILITY("definitionAgreesWithItsContracts"),
  OFFER_NOT_ROUTED_BY("definitionAgreesWithItsContracts"),
  SAMPLE_MISSING("samplesCoverTheDefinition"),
  SAMPLE_INVALID("samplesCoverTheDefinition"),
  OUTPUT_BREAKS_SCHEMA("answersByItsContract"),
  CHUNK_BREAKS_SCHEMA("streamsByTheContract"),
  STREAM_BREAKS_OFF("streamsByTheContract"),
  WORKS_BEFORE_DEMAND("streamsStartAtTheFirstDemand"),
  IGNORES_DEMAND("streamsMakeNoMoreThanAskedFor"),
  ENDS_TWICE("streamsEndOnce"),
  CHUNK_AFTER_END("streamsEndOnce"),
  IGNORES_CANCEL_OF_STREAM("cancelStopsAStream"),
  LEAVES_UPSTREAM_OPEN("cancelStopsACall"),
  IGNORES_CANCEL_OF_CALL("cancelStopsACall"),
  WORKS_ON_AFTER_CANCEL("cancelStopsACall"),
  WRONG_CODE("refusesBadInputWithItsCode"),
  CRASHES_ON_BAD_INPUT("refusesBadInputWithItsCode"),
  UNKNOWN_OPERATION_CRASHES("refusesUnknownOperations"),
  CHANGES_ITS_INPUT("leavesInputsAlone"),
  RECONFIGURES_NOTHING("reconfiguresInPlace"),
  RECONFIGURE_FAILS("reconfiguresInPlace"),
  RECONFIGURE_CUTS_STREAMS("reconfigureLeavesStreamsRunning"),
  HALF_RECONFIGURED("failedReconfigureKeepsTheOldConfiguration"),
  HEALTH_HANGS("tellsItsHealth"),
  HEALTH_ASKS_OUTSIDE("tellsItsHealth"),
  SECOND_CLOSE_FAILS("closesTwiceAndThenRefuses"),
  ANSWERS_AFTER_CLOSE("closesTwiceAndThenRefuses"),
  SHARED_STATE("servicesAreIndependent"),
  STRAYS_OUTSIDE("staysWithinItsDefinition"),
  CALLS_UNREQUIRED_CAPABILITY("staysWithinItsDefinition"),
  OFFERS_UNDECLARED_KEY("staysWithinItsDefinition");

  final String rule;

  Fault(String rule) {
    this.rule = rule;
  }
}
