package io.chorus.jobs;

import java.util.Collection;
import java.util.List;
import org.apache.flink.state.rocksdb.RocksDBOptionsFactory;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.Env;
import org.rocksdb.Priority;

/**
 * RocksDB for state in which very much waits for long, and of which every checkpoint flushes a
 * little. By default four flushes are merged with the whole of the next level: with a million calls
 * waiting that took a quarter of all CPU. Here sixteen are, and the next level has room for all of
 * it. Bloom filters keep the reads away from the files in between.
 *
 * <p>When sixteen are merged after all, a core has seconds of work: it is done with what CPU nobody
 * else wants, for all of RocksDB in the process, and written out bit by bit, so that neither calls
 * nor other people's {@code fsync} stand behind it.
 */
public final class FewerCompactions implements RocksDBOptionsFactory {
  private static final long serialVersionUID = 1;

  private static final int FLUSHES = 16;
  private static final int SLOWED_DOWN = 3 * FLUSHES;
  private static final int STOPPED = 4 * FLUSHES;

  /** Of the flushes much is gone before they are merged: they are not worth the work. */
  private static final List<CompressionType> COMPRESSION =
      List.of(CompressionType.NO_COMPRESSION, CompressionType.SNAPPY_COMPRESSION);

  private static final long LEVEL_BYTES = 1L << 30;
  private static final long FILE_BYTES = 64L << 20;
  private static final long BYTES_PER_SYNC = 1L << 20;

  @Override
  public DBOptions createDBOptions(DBOptions current, Collection<AutoCloseable> toClose) {
    Env env = Env.getDefault();
    env.lowerThreadPoolCPUPriority(Priority.LOW);
    return current.setEnv(env).setBytesPerSync(BYTES_PER_SYNC);
  }

  @Override
  public ColumnFamilyOptions createColumnOptions(
      ColumnFamilyOptions current, Collection<AutoCloseable> toClose) {
    return current
        .setCompressionPerLevel(COMPRESSION)
        .setLevel0FileNumCompactionTrigger(FLUSHES)
        .setLevel0SlowdownWritesTrigger(SLOWED_DOWN)
        .setLevel0StopWritesTrigger(STOPPED)
        .setMaxBytesForLevelBase(LEVEL_BYTES)
        .setTargetFileSizeBase(FILE_BYTES);
  }
}
