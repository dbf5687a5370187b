/// The numbers of the system calls by name, for every architecture, found by binary search over sorted text.
public enum SystemCallTable {
    /// Bytes of a row: 28 of name, seven columns of four, one of seven, and the line's end.
    static let rowWidth = 64
    static let nameWidth = 28

    /// A row of the table: one name and its numbers.
    struct Row {
        let isFirst: Bool
        let offset: Int

        /// The number of the call on an architecture, without the bit of x32; nil where it has none.
        func number(on architecture: SystemCallArchitecture) -> UInt32? {
            let table = isFirst ? SystemCallTable.first : SystemCallTable.second
            let end =
                architecture == .arm ? offset + 63 : offset + nameWidth + 4 * (Int(architecture.rawValue) + 1)
            let start = architecture == .arm ? end - 7 : end - 4
            return table.withUTF8Buffer { bytes in
                var number: UInt32 = 0
                var digits = 0
                for at in start..<end {
                    let byte = unsafe bytes[at]
                    if byte >= 48 && byte <= 57 {
                        number = number * 10 + UInt32(byte - 48)
                        digits += 1
                    }
                }
                return digits == 0 ? nil : number
            }
        }
    }

    /// The number of a call on an architecture, with the bit of x32; nil when the name is not known there.
    public static func number(of name: String, on architecture: SystemCallArchitecture) -> UInt32? {
        guard let number = row(of: name)?.number(on: architecture) else { return nil }
        return number | architecture.numberBase
    }

    /// Whether a system call of that name is known on any architecture.
    public static func knows(_ name: String) -> Bool {
        row(of: name) != nil || MultiplexedCall.find(name) != nil
    }

    static func row(of name: String) -> Row? {
        guard let initial = name.utf8.first else { return nil }
        let isFirst = initial < UInt8(ascii: "n")
        guard let offset = SortedRows.find(name, in: isFirst ? first : second, width: rowWidth, nameWidth: nameWidth)
        else { return nil }
        return Row(isFirst: isFirst, offset: offset)
    }

    /// Every name of the table; for tests and for `features`.
    public static var names: [String] {
        var names: [String] = []
        for table in [first, second] {
            table.withUTF8Buffer { bytes in
                for row in 0..<((bytes.count + 1) / rowWidth) {
                    let start = row * rowWidth
                    let field = unsafe UnsafeBufferPointer(rebasing: bytes[start..<(start + nameWidth)])
                    let end = unsafe field.firstIndex(of: UInt8(ascii: " ")) ?? nameWidth
                    names.append(unsafe String(decoding: field[..<end], as: UTF8.self))
                }
            }
        }
        return names
    }
}
