/** Makes settings: by asking, or from an installation of EsupPortail's runner. */
package io.mediarunner.launcher.setup;
