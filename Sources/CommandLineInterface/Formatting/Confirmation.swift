internal import Linux

/// Asks before something is removed that cannot be brought back.
enum Confirmation {
    /// Whether the user says yes; the end of standard input is a no.
    static func ask(_ warning: String) -> Bool {
        Console.write("\(warning)\nAre you sure you want to continue? [y/N] ", to: 1)
        let input = Descriptor(owning: 0)
        var line: [UInt8] = []
        // What cannot be read is no consent.
        while line.count < 1024, let byte = try? input.read(upTo: 1).first, byte != 10 { line.append(byte) }
        _ = input.release()
        let first = line.first { $0 != 32 && $0 != 9 }
        return first == UInt8(ascii: "y") || first == UInt8(ascii: "Y")
    }
}
