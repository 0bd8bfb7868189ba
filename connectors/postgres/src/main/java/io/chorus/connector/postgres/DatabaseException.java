package io.chorus.connector.postgres;

import java.sql.SQLException;

/** The database could not do what it was asked. The message never shows stored content. */
public final class DatabaseException extends RuntimeException {

  public DatabaseException(String what, SQLException cause) {
    super(what + " (SQLState " + cause.getSQLState() + ")", cause);
  }
}
