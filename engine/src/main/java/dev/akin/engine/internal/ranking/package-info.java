/** The best of many. */
package dev.akin.engine.internal.ranking;
