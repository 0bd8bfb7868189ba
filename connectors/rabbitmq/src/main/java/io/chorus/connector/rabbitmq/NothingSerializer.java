package io.chorus.connector.rabbitmq;

import java.util.function.Supplier;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Writes no bytes, as there is no state. */
final class NothingSerializer<E> implements SimpleVersionedSerializer<E> {

  private final Supplier<E> nothing;

  NothingSerializer(Supplier<E> nothing) {
    this.nothing = nothing;
  }

  @Override
  public int getVersion() {
    return 1;
  }

  @Override
  public byte[] serialize(E value) {
    return new byte[0];
  }

  @Override
  public E deserialize(int version, byte[] serialized) {
    return nothing.get();
  }
}
