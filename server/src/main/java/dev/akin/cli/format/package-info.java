/** The forms in which records enter and leave the command: JSON Lines, fvecs, npy, ids as text. */
package dev.akin.cli.format;
