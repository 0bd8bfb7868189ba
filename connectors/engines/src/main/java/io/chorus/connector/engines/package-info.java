/**
 * Asking the engines: one client that speaks the three wire protocols and turns whatever comes back
 * into an {@link io.chorus.connector.engines.EngineReply}.
 */
package io.chorus.connector.engines;
