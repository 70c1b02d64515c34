"""What is written to clients: e-mails, letters and text messages, each past the gate at the moment it leaves."""
