/** The in-process database: {@link dev.akin.engine.EmbeddedDatabase}. */
package dev.akin.engine;
