internal import CLinux

// Extended attributes (xattr(7)). Names and values are bytes; a value is at most 64 KiB, so is the list of names.

extension Descriptor {
    /// The names of the open file's attributes; none where the file system keeps no attributes.
    public func extendedAttributeNames() throws(SystemCallError) -> [ByteName] {
        let number = self.number
        return try unsafe attributeNames { unsafe apus_flistxattr(number, $0, $1) }
    }

    /// The value of an attribute, or nil when the file does not have it.
    public func extendedAttribute(_ name: some PathBytes) throws(SystemCallError) -> [UInt8]? {
        let number = self.number
        return try unsafe attributeValue(name) { unsafe apus_fgetxattr(number, $0, $1, $2) }
    }

    public func setExtendedAttribute(_ name: some PathBytes, _ value: [UInt8]) throws(SystemCallError) {
        let number = self.number
        try unsafe checkPath("fsetxattr", name) { name in
            unsafe value.withUnsafeBytes { unsafe apus_fsetxattr(number, name, $0.baseAddress, $0.count, 0) }
        }
    }

    public func removeExtendedAttribute(_ name: some PathBytes) throws(SystemCallError) {
        let number = self.number
        try unsafe checkPath("fremovexattr", name) { unsafe apus_fremovexattr(number, $0) }
    }
}

/// The names of the attributes of a path; a link at its end is followed only when asked.
public func extendedAttributeNames(
    of path: some PathBytes, followingLinks: Bool = false
) throws(SystemCallError) -> [ByteName] {
    if path.hasNUL { throw SystemCallError(call: "listxattr", subject: path.display, errno: .invalid) }
    return try unsafe path.withPath { (path) throws(SystemCallError) in
        try unsafe attributeNames { unsafe apus_listxattr(path, $0, $1, followingLinks ? 1 : 0) }
    }
}

public func extendedAttribute(
    _ name: some PathBytes, of path: some PathBytes, followingLinks: Bool = false
) throws(SystemCallError) -> [UInt8]? {
    if path.hasNUL { throw SystemCallError(call: "getxattr", subject: path.display, errno: .invalid) }
    return try unsafe path.withPath { (path) throws(SystemCallError) in
        try unsafe attributeValue(name) { unsafe apus_getxattr(path, $0, $1, $2, followingLinks ? 1 : 0) }
    }
}

public func setExtendedAttribute(
    _ name: some PathBytes, _ value: [UInt8], of path: some PathBytes, followingLinks: Bool = false
) throws(SystemCallError) {
    if path.hasNUL { throw SystemCallError(call: "setxattr", subject: path.display, errno: .invalid) }
    try unsafe path.withPath { (path) throws(SystemCallError) in
        _ = try unsafe checkPath("setxattr", name) { name in
            unsafe value.withUnsafeBytes {
                unsafe apus_setxattr(path, name, $0.baseAddress, $0.count, followingLinks ? 1 : 0)
            }
        }
    }
}

private func attributeNames(
    _ list: (UnsafeMutablePointer<CChar>?, Int) -> Int
) throws(SystemCallError) -> [ByteName] {
    var capacity = 1024
    while true {
        let size = capacity
        do throws(SystemCallError) {
            let bytes = try unsafe [UInt8](unsafeUninitializedCapacity: size) {
                (buffer, filled) throws(SystemCallError) in
                let start = unsafe UnsafeMutableRawPointer(buffer.baseAddress!).assumingMemoryBound(to: CChar.self)
                filled = try check("listxattr", "") { unsafe list(start, size) }
            }
            return bytes.split(separator: 0).map { ByteName($0) }
        } catch {
            if error.errno == .notSupported { return [] }
            guard error.errno == .range, capacity < 1 << 16 else { throw error }
            capacity = 1 << 16
        }
    }
}

private func attributeValue(
    _ name: some PathBytes, _ get: (UnsafePointer<CChar>, UnsafeMutableRawPointer?, Int) -> Int
) throws(SystemCallError) -> [UInt8]? {
    var capacity = 256
    while true {
        let size = capacity
        do throws(SystemCallError) {
            return try unsafe [UInt8](unsafeUninitializedCapacity: size) { (buffer, filled) throws(SystemCallError) in
                let start = UnsafeMutableRawPointer(buffer.baseAddress!)
                filled = try unsafe checkPath("getxattr", name) { unsafe get($0, start, size) }
            }
        } catch {
            if error.errno == .noData || error.errno == .notSupported { return nil }
            guard error.errno == .range, capacity < 1 << 16 else { throw error }
            capacity = 1 << 16
        }
    }
}
