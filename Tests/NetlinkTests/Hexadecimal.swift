/// Bytes as a dump prints them, so that a test can hold the words of another program.
func hexadecimal(_ text: String) -> [UInt8] {
    text.split(whereSeparator: { $0 == " " || $0 == "\n" }).compactMap { UInt8($0, radix: 16) }
}

/// Bytes as `hexadecimal` reads them, for messages of failing tests.
func dumped(_ bytes: some Collection<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
}
