internal import Archives

/// Remembers which file of the tree each outlined entry became, so that one that a later entry replaces is noticed before
/// it is gone.
struct OutlinedPaths {
    /// The numbers of files by their paths.
    private var files: [[UInt8]: Int] = [:]
    /// Everything that came or is implied, and whether it is a directory.
    private var isDirectory: [[UInt8]: Bool] = [[]: true]
    private var symlinks: Set<[UInt8]> = []
    /// The directory of the last path: its own are known to be directories.
    private var lastParent: ArraySlice<UInt8> = []

    /// `usr/bin/env`: `..` is resolved in the text and stops at the root, as unpacking does it.
    static func clean(_ name: [UInt8]) -> [UInt8] {
        var parts: [ArraySlice<UInt8>] = []
        for part in name.split(separator: 0x2f) where !part.elementsEqual([0x2e]) {
            if part.elementsEqual([0x2e, 0x2e]) { _ = parts.popLast() } else { parts.append(part) }
        }
        return Array(parts.joined(separator: [0x2f]))
    }

    /// Whether a directory on the way is a link: then the file lies elsewhere than its name says.
    func leadsThroughLink(_ path: [UInt8]) -> Bool {
        if symlinks.isEmpty { return false }
        for (index, byte) in path.enumerated() where byte == 0x2f {
            if symlinks.contains(Array(path[..<index])) { return true }
        }
        return false
    }

    /// The files that are about to be replaced or hidden by an entry of that path.
    func endangered(by path: [UInt8], isDirectory directory: Bool) -> [Int] {
        guard let was = isDirectory[path] else { return [] }
        if was && directory { return [] }
        if !was { return files[path].map { [$0] } ?? [] }
        let prefix = path + [0x2f]
        return files.filter { $0.key.starts(with: prefix) }.map(\.value)
    }

    /// What whiteouts in a layer are about: the path that is hidden; nil for other names.
    static func hidden(by path: [UInt8]) -> [UInt8]? {
        let slash = path.lastIndex(of: 0x2f).map { $0 + 1 } ?? 0
        let leaf = path[slash...]
        guard leaf.starts(with: Array(".wh.".utf8)), !leaf.starts(with: Array(".wh..wh.".utf8)) else { return nil }
        return Array(path[..<slash]) + leaf.dropFirst(4)
    }

    mutating func add(_ path: [UInt8], _ kind: TarEntry.Kind, file: Int?) {
        let parent = path[..<(path.lastIndex(of: 0x2f) ?? 0)]
        if parent != lastParent || kind != .file {
            for (index, byte) in path.enumerated() where byte == 0x2f { isDirectory[Array(path[..<index])] = true }
            // Anything but a file may itself be on the way to what comes next.
            lastParent = kind == .file ? parent : []
        }
        isDirectory[path] = kind == .directory
        if kind == .symlink { symlinks.insert(path) } else { symlinks.remove(path) }
        files[path] = file
    }

    mutating func forget(_ numbers: [Int]) {
        let gone = Set(numbers)
        files = files.filter { !gone.contains($0.value) }
    }

    var all: [Int] { Array(files.values) }
}
