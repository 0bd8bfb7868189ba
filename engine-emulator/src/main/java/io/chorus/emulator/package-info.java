/**
 * The engine emulator: the HTTP APIs of the engines on loopback, scripted, seeded and replaying,
 * with a journal of every call that it would have billed. It is an emulator and says so in its
 * Server header, its log and its generated answers.
 */
package io.chorus.emulator;
