package io.mediarunner.core.studio;

import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads small untrusted XML files: no document type and therefore no entities, no external
 * resources, and limits on size and depth.
 */
final class SafeXml {
  /** Largest file that is read, in bytes. */
  static final long MOST_BYTES = 2L << 20;

  private static final int DEEPEST = 32;

  /** Receives the parts of a document from top to bottom. */
  interface Handler {
    /**
     * Start of an element.
     *
     * @param ancestors local names, the parent first; those of another namespace than {@code
     *     namespace()} are {@code ?}
     * @param element its local name (or {@code ?}) and its attributes
     */
    void begin(Deque<String> ancestors, XMLStreamReader element);

    /** End of an element, with all text directly within it. */
    void text(Deque<String> path, String text);
  }

  private SafeXml() {}

  /**
   * Reads a file.
   *
   * @param what the file is called in errors, such as {@code Mediapackage}
   * @param namespace elements of others are reported as {@code ?}; empty text = any
   * @throws TaskFailedException {@code MEDIAPACKAGE_INVALID}
   * @throws IOException if the file cannot be read
   */
  static void read(Path file, String what, String namespace, Handler handler)
      throws TaskFailedException, IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw new TaskFailedException(tooLarge(what));
    }
    try (InputStream bytes = Files.newInputStream(file)) {
      XMLStreamReader xml = factory().createXMLStreamReader(bytes);
      walk(xml, what, namespace, handler);
    } catch (XMLStreamException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNumber();
      // The parser's message may quote the document, so it is not passed on.
      throw invalid(
          String.format(Locale.ROOT, "The %s is not well-formed XML (line %d).", what, line));
    }
  }

  /** What a file of more than {@link #MOST_BYTES} fails with, also while it is downloaded. */
  static Failure tooLarge(String what) {
    return new Failure(
        FailureCode.MEDIAPACKAGE_INVALID,
        String.format(Locale.ROOT, "The %s is larger than %d MiB.", what, MOST_BYTES >> 20));
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    factory.setXMLResolver(
        (publicId, systemId, base, name) -> {
          throw new XMLStreamException("external entities are not resolved");
        });
    return factory;
  }

  private static void walk(XMLStreamReader xml, String what, String namespace, Handler handler)
      throws XMLStreamException, TaskFailedException {
    Deque<String> path = new ArrayDeque<>();
    Deque<StringBuilder> texts = new ArrayDeque<>();
    while (xml.hasNext()) {
      switch (xml.next()) {
        case XMLStreamConstants.DTD ->
            throw invalid(
                String.format(
                    Locale.ROOT,
                    "The %s has a document type declaration, which is not allowed.",
                    what));
        case XMLStreamConstants.START_ELEMENT -> {
          handler.begin(path, xml);
          path.push(known(xml, namespace) ? xml.getLocalName() : "?");
          texts.push(new StringBuilder());
          if (path.size() > DEEPEST) {
            throw invalid(String.format(Locale.ROOT, "The %s is nested too deeply.", what));
          }
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
          if (!texts.isEmpty()) {
            texts.peek().append(xml.getText());
          }
        }
        case XMLStreamConstants.END_ELEMENT -> {
          handler.text(path, texts.pop().toString().strip());
          path.pop();
        }
        default -> {
          // comments and instructions are ignored
        }
      }
    }
  }

  private static boolean known(XMLStreamReader xml, String namespace) {
    return namespace.isEmpty() || namespace.equals(xml.getNamespaceURI());
  }

  private static TaskFailedException invalid(String message) {
    return new TaskFailedException(FailureCode.MEDIAPACKAGE_INVALID, message);
  }
}
