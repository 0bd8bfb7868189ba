package io.chorus.standalone;

import io.chorus.connector.postgres.AuditCheck;
import io.chorus.connector.postgres.AuditLog;
import io.chorus.connector.postgres.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** The group of commands on the audit log. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Look at the log of who did what; GET /v1/audit of the admin API shows it.")
final class AuditCommand extends CommandGroup {
  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description =
          "Say whether each row is as it was written, and which is the first that is not (exit "
              + "code 1), of a system that runs or not.")
  int verify(@Mixin DataOption data) throws Exception {
    try (StoredSystem system = StoredSystem.openTables(data.folder);
        Database database = Database.open(system.postgres())) {
      database.migrate();
      return told(AuditLog.verify(database));
    }
  }

  private int told(AuditCheck check) {
    boolean whole = check.brokenSeq() == null;
    if (whole) {
      say("whole: %,d rows%n", check.rows());
    } else {
      say("broken: %s; %,d rows before it are whole%n", check.why(), check.headSeq());
    }
    say("row %d is %s%n", check.headSeq(), check.headHash());
    return whole ? ExitCode.OK : ExitCode.SOFTWARE;
  }
}
