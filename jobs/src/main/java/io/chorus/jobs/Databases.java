package io.chorus.jobs;

import io.chorus.connector.postgres.Database;
import io.chorus.connector.postgres.FinalStore;
import io.chorus.connector.postgres.PostgresConfig;
import io.chorus.connector.postgres.TaskStore;

/** The process's one writer of tasks and one writer of final states, for all subtasks together. */
final class Databases {
  static final Shared<PostgresConfig, Stores> SHARED = new Shared<>(Stores::open, Stores::close);

  private Databases() {}

  record Stores(Database database, TaskStore tasks, FinalStore finals) {

    private static Stores open(PostgresConfig config) {
      Database database = Database.open(config);
      return new Stores(database, new TaskStore(database), new FinalStore(database));
    }

    private void close() {
      tasks.close();
      finals.close();
      database.close();
    }
  }
}
