package io.kaicd.cli;

import java.io.IOException;

/** Where somebody can be asked, whatever standard input and output are used for. */
interface Terminal {
  /** Where nobody is. */
  Terminal NOBODY =
      new Terminal() {
        @Override
        public boolean there() {
          return false;
        }

        @Override
        public String line(String asked) throws IOException {
          throw new IOException("there is no terminal");
        }

        @Override
        public char[] hidden(String asked) throws IOException {
          throw new IOException("there is no terminal");
        }
      };

  /** Whether somebody is there to be asked. */
  boolean there();

  /** One line, shown as it is typed. */
  String line(String asked) throws IOException;

  /** One line, typed without an echo; the caller blots it out. */
  char[] hidden(String asked) throws IOException;
}
