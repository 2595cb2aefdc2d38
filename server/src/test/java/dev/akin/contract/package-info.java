/**
 * What every {@link dev.akin.api.Database} must do. The suite runs against the embedded and the
 * remote one, so that moving from one to the other is one changed line.
 */
package dev.akin.contract;
