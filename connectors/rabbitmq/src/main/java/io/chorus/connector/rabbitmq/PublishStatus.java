package io.chorus.connector.rabbitmq;

/**
 * A moment's state of a publish window.
 *
 * @param inFlight messages added and not confirmed
 * @param inFlightBytes bytes of their bodies
 * @param blocked true while the broker blocks its publishers
 * @param blockedMs milliseconds it has blocked them so far, in all
 * @param nacks messages the broker has refused so far
 * @param lastConfirmMs milliseconds from sending to the confirm, of the last message confirmed
 */
record PublishStatus(
    int inFlight,
    long inFlightBytes,
    boolean blocked,
    long blockedMs,
    long nacks,
    long lastConfirmMs) {}
