/** The {@code akin} command: one class per subcommand, all through the interfaces of the api. */
package dev.akin.cli;
