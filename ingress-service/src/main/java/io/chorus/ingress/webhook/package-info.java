/** What happens, told to those who have a server of their own that wants to hear it. */
package io.chorus.ingress.webhook;
