/// The name of an entry made plain: relative to the root, without `.`, `..`, empty parts or slashes at the ends.
///
/// `..` is resolved in the text, as Go's path.Clean does, and stops at the root: no name leads out. What symlinks on
/// the way do is the business of ``DirectoryChain``.
struct EntryPath {
    /// `usr/bin/env`; empty for the root itself.
    let bytes: [UInt8]
    /// Where the last component starts.
    let leafStart: Int

    init(_ name: [UInt8]) {
        var clean: [UInt8] = []
        clean.reserveCapacity(name.count)
        var index = 0
        while index < name.count {
            var end = index
            while end < name.count, name[end] != 0x2f { end += 1 }
            switch end - index {
            case 0: break
            case 1 where name[index] == 0x2e: break
            case 2 where name[index] == 0x2e && name[index + 1] == 0x2e:
                while let last = clean.popLast(), last != 0x2f {}
            default:
                if !clean.isEmpty { clean.append(0x2f) }
                clean.append(contentsOf: name[index..<end])
            }
            index = end + 1
        }
        var start = clean.count
        while start > 0, clean[start - 1] != 0x2f { start -= 1 }
        bytes = clean
        leafStart = start
    }

    var isRoot: Bool { bytes.isEmpty }
    /// The path of the directory that holds the leaf; empty for the root.
    var parent: ArraySlice<UInt8> { bytes[..<max(0, leafStart - 1)] }
    var leaf: ArraySlice<UInt8> { bytes[leafStart...] }
}
