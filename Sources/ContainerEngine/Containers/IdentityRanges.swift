public import OCISpecification

/// A set of user or group ids, as runs in ascending order that do not touch.
public struct IdentityRanges: Hashable, Sendable {
    public private(set) var runs: [Range<UInt64>] = []

    public init(_ runs: [Range<UInt64>]) {
        for run in runs.sorted(by: { $0.lowerBound < $1.lowerBound }) where !run.isEmpty {
            if let last = self.runs.last, run.lowerBound <= last.upperBound {
                self.runs[self.runs.count - 1] = last.lowerBound..<max(last.upperBound, run.upperBound)
            } else {
                self.runs.append(run)
            }
        }
    }

    public var count: UInt64 { runs.reduce(0) { $0 + UInt64($1.count) } }

    public func subtracting(_ other: IdentityRanges) -> IdentityRanges {
        var left: [Range<UInt64>] = []
        for run in runs {
            var start = run.lowerBound
            for hole in other.runs where hole.overlaps(run) {
                if start < hole.lowerBound { left.append(start..<hole.lowerBound) }
                start = max(start, hole.upperBound)
            }
            if start < run.upperBound { left.append(start..<run.upperBound) }
        }
        return IdentityRanges(left)
    }

    /// Pairs the ids of this set, in order, with the lowest ones of another; nil when that has too few.
    public func mapped(to hosts: IdentityRanges) -> [LinuxIDMapping]? {
        var map: [LinuxIDMapping] = []
        var free = hosts.runs[...]
        for run in runs {
            var start = run.lowerBound
            while start < run.upperBound {
                guard let host = free.first else { return nil }
                let size = min(run.upperBound - start, UInt64(host.count))
                map.append(
                    LinuxIDMapping(
                        containerID: UInt32(start), hostID: UInt32(host.lowerBound), size: UInt32(size)))
                start += size
                free[free.startIndex] = (host.lowerBound + size)..<host.upperBound
                if free[free.startIndex].isEmpty { free.removeFirst() }
            }
        }
        return map
    }
}

extension [LinuxIDMapping] {
    /// The ids of the container that are mapped.
    public var inside: IdentityRanges {
        IdentityRanges(map { UInt64($0.containerID)..<(UInt64($0.containerID) + UInt64($0.size)) })
    }

    /// The ids outside that they stand for.
    public var outside: IdentityRanges {
        IdentityRanges(map { UInt64($0.hostID)..<(UInt64($0.hostID) + UInt64($0.size)) })
    }

    /// The same mapping, cut so that the outside of each piece lies within one piece of the parent's mapping: the kernel
    /// takes no other (EPERM, `map_id_range_down` of `kernel/user_namespace.c`). Nil when the parent lacks an id.
    ///
    ///     parent (0 0 1) (1 100000 65536) (65537 300000 65536)
    ///     wanted (0 1 70000)  ->  (0 1 65536) (65536 65537 4464)
    public func fitted(into parent: [LinuxIDMapping]) -> [LinuxIDMapping]? {
        var pieces: [LinuxIDMapping] = []
        for wanted in self {
            var done: UInt64 = 0
            while done < UInt64(wanted.size) {
                let host = UInt64(wanted.hostID) + done
                let piece = parent.first {
                    UInt64($0.containerID) <= host && host < UInt64($0.containerID) + UInt64($0.size)
                }
                guard let piece else { return nil }
                let size = Swift.min(
                    UInt64(wanted.size) - done, UInt64(piece.containerID) + UInt64(piece.size) - host)
                pieces.append(
                    LinuxIDMapping(
                        containerID: UInt32(UInt64(wanted.containerID) + done), hostID: UInt32(host),
                        size: UInt32(size)))
                done += size
            }
        }
        return pieces
    }

    /// Reads `/proc/PID/uid_map` or `gid_map` (user_namespaces(7)).
    public init(parsingMap text: String) {
        self = text.split(separator: "\n").compactMap { line in
            let words = line.split { $0 == " " || $0 == "\t" }.map { UInt32($0) }
            guard words.count == 3, let inside = words[0], let outside = words[1], let size = words[2] else {
                return nil
            }
            return LinuxIDMapping(containerID: inside, hostID: outside, size: size)
        }
    }
}
