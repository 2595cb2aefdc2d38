/**
 * Who may do what: API keys and where they are kept, the right that each call needs, certificates,
 * and the log of what administrators did.
 */
package dev.akin.server.security;
