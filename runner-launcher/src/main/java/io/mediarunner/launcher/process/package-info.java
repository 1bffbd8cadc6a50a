/** Tasks on files and addresses that a person names, without Manager, port or journal. */
package io.mediarunner.launcher.process;
