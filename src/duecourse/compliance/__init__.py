"""May I contact? Events that bind, holds, the gate, and every decision it made."""
