/** What {@code akin quickstart} runs on: the glosses of WordNet 3.1, and the queries it shows. */
package dev.akin.cli.quickstart;
