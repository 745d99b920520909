package io.kaicd.http.endpoint;

import io.kaicd.contract.audit.Audit;
import io.kaicd.contract.audit.AuditTrail;
import io.kaicd.contract.call.CallLog;
import io.kaicd.contract.call.Calls;
import io.kaicd.contract.capability.ContractCatalog;
import io.kaicd.contract.configuration.Configuration;
import io.kaicd.contract.egress.EgressLog;
import io.kaicd.contract.journal.JournalHistory;
import io.kaicd.contract.key.Keys;
import io.kaicd.contract.registry.Registry;
import io.kaicd.contract.secret.Secrets;
import io.kaicd.contract.secret.Vault;
import java.util.function.BooleanSupplier;

/**
 * What stands behind the door, and is handed to it when it stands.
 *
 * @param ready whether a call would be answered now; asked at every request, so it must be cheap
 */
public record House(
    Calls calls,
    CallLog log,
    Registry registry,
    Configuration configuration,
    Keys keys,
    Vault vault,
    Secrets secrets,
    Audit audit,
    AuditTrail trail,
    JournalHistory history,
    EgressLog egress,
    ContractCatalog contracts,
    BooleanSupplier ready) {}
