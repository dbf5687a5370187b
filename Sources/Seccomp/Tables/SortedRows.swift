/// Binary search in a text of rows of one width that begin with names, padded with spaces and sorted by their bytes.
enum SortedRows {
    /// The offset of the row of a name.
    static func find(_ name: String, in table: StaticString, width: Int, nameWidth: Int) -> Int? {
        var name = name
        return name.withUTF8 { key in
            if key.isEmpty || key.count > nameWidth { return nil }
            return table.withUTF8Buffer { bytes in
                var low = 0
                var high = (bytes.count + 1) / width
                while low < high {
                    let middle = (low + high) / 2
                    let order = unsafe compare(key, with: bytes, at: middle * width, nameWidth)
                    if order == 0 { return middle * width }
                    if order < 0 { high = middle } else { low = middle + 1 }
                }
                return nil
            }
        }
    }

    /// Below zero, zero or above, as the key sorts before, equals or sorts after the name of a row.
    private static func compare(
        _ key: UnsafeBufferPointer<UInt8>, with bytes: UnsafeBufferPointer<UInt8>, at offset: Int, _ nameWidth: Int
    ) -> Int {
        let space = UInt8(ascii: " ")
        for index in 0..<key.count {
            let byte = unsafe key[index]
            let row = unsafe bytes[offset + index]
            if byte != row { return Int(byte) - Int(row) }
            // A space in the key itself is in no name.
            if byte == space { return 1 }
        }
        return unsafe key.count == nameWidth || bytes[offset + key.count] == space ? 0 : -1
    }
}
