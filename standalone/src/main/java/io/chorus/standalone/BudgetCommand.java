package io.chorus.standalone;

import io.chorus.connector.postgres.BudgetStore;
import io.chorus.connector.postgres.BudgetStore.Budget;
import io.chorus.connector.postgres.Database;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What tenants of a system may spend, whether it runs or not. */
@Command(
    name = "budget",
    mixinStandardHelpOptions = true,
    description =
        "Show what tenants may spend and have spent; with a tenant, set it. It counts from the "
            + "next call on: what is on its way ends as it would.")
final class BudgetCommand implements Callable<Integer> {
  private static final int NANO = 9;

  @Mixin DataOption data;

  @Parameters(paramLabel = "TENANT", arity = "0..1", description = "Whose budget is set.")
  String tenant;

  @Option(names = "--limit", paramLabel = "USD", description = "What it may spend, in US dollars.")
  BigDecimal limit;

  @Option(names = "--no-limit", description = "It may spend what it wants, and is counted.")
  boolean unlimited;

  @Option(names = "--restart", description = "What was spent so far counts no more.")
  boolean restart;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    check();
    try (StoredSystem system = StoredSystem.openTables(data.folder);
        Database database = Database.open(system.postgres())) {
      database.migrate();
      BudgetStore budgets = new BudgetStore(database);
      change(budgets);
      show(budgets);
    }
    return 0;
  }

  private void check() {
    if (tenant == null && (limit != null || unlimited || restart)) {
      throw new UsageException("TENANT is missing: whose budget is it?");
    }
    if (limit != null && unlimited) {
      throw new UsageException("--limit and --no-limit exclude each other");
    }
    if (limit != null && (limit.signum() < 0 || limit.compareTo(BudgetStore.MOST_USD) > 0)) {
      throw new UsageException("--limit is " + limit + "; allowed: 0 to " + BudgetStore.MOST_USD);
    }
  }

  private void change(BudgetStore budgets) {
    if (limit != null) {
      budgets.set(tenant, BudgetStore.nanoUsd(limit));
    } else if (unlimited) {
      budgets.set(tenant, null);
    }
    if (restart) {
      budgets.restart(tenant);
    }
  }

  private void show(BudgetStore budgets) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("  %-24s %14s %14s %14s   since%n", "tenant", "limit", "spent", "reserved");
    budgets.all().forEach(budget -> out.print(line(budget)));
    out.flush();
  }

  private static String line(Budget budget) {
    return String.format(
        Locale.ROOT,
        "  %-24s %14s %14s %14s   %s%n",
        budget.tenant(),
        budget.limitNanoUsd() == null ? "none" : usd(budget.limitNanoUsd()),
        usd(budget.spentNanoUsd()),
        usd(budget.reservedNanoUsd()),
        Instant.ofEpochMilli(budget.sinceMs()));
  }

  private static String usd(long nanoUsd) {
    return String.format(Locale.ROOT, "$%,.6f", BigDecimal.valueOf(nanoUsd, NANO));
  }
}
