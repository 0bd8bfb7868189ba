package io.chorus.jobs;

import io.chorus.connector.postgres.AskLookup;
import io.chorus.connector.postgres.Database;
import io.chorus.connector.postgres.FinalStore;
import io.chorus.connector.postgres.LetterStore;
import io.chorus.connector.postgres.PostgresConfig;
import io.chorus.connector.postgres.TaskStore;

/**
 * The process's one writer of tasks, one writer of final states, one reader of asks and one writer
 * of dead letters, for all subtasks together.
 */
final class Databases {
  static final Shared<PostgresConfig, Stores> SHARED = new Shared<>(Stores::open, Stores::close);

  private Databases() {}

  record Stores(
      Database database,
      TaskStore tasks,
      FinalStore finals,
      AskLookup lookup,
      LetterStore letters) {

    private static Stores open(PostgresConfig config) {
      Database database = Database.open(config);
      return new Stores(
          database,
          new TaskStore(database),
          new FinalStore(database),
          new AskLookup(database),
          new LetterStore(database));
    }

    private void close() {
      tasks.close();
      finals.close();
      lookup.close();
      letters.close();
      database.close();
    }
  }
}
