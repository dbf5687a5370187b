internal import ContainerState
internal import ImageStorage
internal import Linux
internal import OCISpecification

/// Something in the state directories that is not as it should be.
public struct SystemProblem: Sendable, CustomStringConvertible {
    public var description: String
    public var isRepaired: Bool
}

extension Engine {
    /// Looks for what a power cut, a killed command or a foreign hand left wrong, and puts right what can be.
    ///
    /// What is unfinished and from an earlier boot is always moved out of the way; what is damaged in this one only with
    /// `repair`. With `deep` every byte of the images is read.
    /// - Parameters:
    ///   - removingImages: with `repair`, images that cannot be repaired go, and the containers that use them.
    ///   - unneededFor: with `repair`, layers and blobs that nothing needs go when they are older than so many seconds.
    public func check(
        repair: Bool, deep: Bool, removingImages: Bool = false, unneededFor: Int64 = 24 * 3600
    ) throws(EngineError) -> [SystemProblem] {
        var problems: [SystemProblem] = []
        var isAnyRunning = false
        for id in try state({ () throws(StateError) in try lookup.all() }) {
            if !isAnyRunning { isAnyRunning = try state { () throws(StateError) in try Liveness.isSupervised(locations.container(id)) } }
            if let problem = try check(locations.container(id), repair: repair) { problems.append(problem) }
        }
        problems += try danglingNames()
        try emptyTrash()
        try removeOrphanedRuns()
        let store = images
        let found = try stored { () throws(ImageStoreError) in
            try store.check(repair: repair, deep: deep, areTreesInUse: isAnyRunning)
        }
        let gone = removingImages ? try removeDamaged(found) : [:]
        for problem in found {
            let results = Set(problem.images).compactMap { gone[$0] }
            if problem.isRepaired || results.isEmpty || results.count < Set(problem.images).count {
                problems.append(SystemProblem(description: problem.description, isRepaired: problem.isRepaired))
            } else {
                problems.append(
                    SystemProblem(
                        description: "\(problem.subject) (\(problem.path)): \(problem.cause); \(results.joined(separator: ", "))",
                        isRepaired: true))
            }
        }
        problems += try checkVolumes(repair: repair)
        // Last: a repair may have brought layers back.
        problems += try checkReferences()
        if repair { try stored { () throws(ImageStoreError) in _ = try store.collectGarbage(olderThan: unneededFor) } }
        return problems
    }

    /// Removes the images that stay damaged, with their containers; answers what was done, by the image's id.
    private func removeDamaged(_ problems: [StoreProblem]) throws(EngineError) -> [Digest: String] {
        var done: [Digest: String] = [:]
        let users = try imageUsers(mounted: true)
        for id in Set(problems.filter { !$0.isRepaired }.flatMap(\.images)).sorted() {
            // One that cannot be removed stays a problem, and its own words say what to do.
            guard try removeImages([id.description], force: true).failures.isEmpty else { continue }
            let containers = (users[id.hex] ?? []).map { String($0.prefix(12)) }
            done[id] =
                "removed the image \(id.short)" + (containers.isEmpty ? "" : " and what used it: \(containers.joined(separator: ", "))")
        }
        return done
    }

    private func check(_ container: ContainerDirectory, repair: Bool) throws(EngineError) -> SystemProblem? {
        let fault: String
        do throws(StateError) {
            if try RecordFile.read(ContainerSummary.self, from: container.summary) == nil {
                // Nobody else looks for it when the command that made it is gone.
                if try UnfinishedContainer.sweep(container) {
                    return SystemProblem(
                        description: "container \(container.id) (\(container.path)): it was not made to the end; removed", isRepaired: true)
                }
                if try StartMark.read(container) == nil { return nil }
                // It was made, and even started, since the first look.
                if try RecordFile.read(ContainerSummary.self, from: container.summary) != nil { return nil }
                fault = "its record \(container.summary) is missing"
            } else if try RecordFile.read(LaunchPlan.self, from: container.plan) == nil {
                fault = "its record \(container.plan) is missing"
            } else if try RecordFile.read(ContainerRecord.self, from: container.record) == nil {
                fault = "its record \(container.record) is missing"
            } else {
                return nil
            }
        } catch {
            if error.code == .newerVersion { return SystemProblem(description: error.message, isRepaired: false) }
            fault = error.message
        }
        let name = "container \(container.id) (\(container.path)): \(fault)"
        if try state({ () throws(StateError) in try Liveness.isSupervised(container) }) {
            return SystemProblem(description: "\(name); it runs and is left alone: stop it first", isRepaired: false)
        }
        switch try age(of: container) {
        case .gone: return nil
        case .thisBoot: if !repair { return kept(name) }
        case .earlierBoot: break
        }
        try discard(container)
        return SystemProblem(description: "\(name); moved out of the way", isRepaired: true)
    }

    private func kept(_ name: String) -> SystemProblem {
        SystemProblem(description: "\(name); `apus system check --repair` removes it", isRepaired: false)
    }

    private enum Age { case gone, thisBoot, earlierBoot }

    /// When the container was last changed: by the boot in its records, else by its directory.
    private func age(of container: ContainerDirectory) throws(EngineError) -> Age {
        let changed: FileStatus.Time
        do throws(SystemCallError) { changed = try status(of: container.path, followingLinks: false).changed } catch {
            if error.errno == .noEntry { return .gone }
            throw EngineError("looking at \(container.path)", error)
        }
        for path in [container.summary, container.plan, container.record] {
            if let boot = RecordFile.bootID(of: path) { return boot == bootID ? .thisBoot : .earlierBoot }
        }
        return changed.seconds < HostReading.bootTime() ? .earlierBoot : .thisBoot
    }

    private func discard(_ container: ContainerDirectory) throws(EngineError) {
        try system("moving \(container.path) out of the way") { () throws(SystemCallError) in
            do throws(SystemCallError) {
                try Linux.rename(container.path, to: "\(locations.trash)/\(container.id).\(CurrentProcess.identifier)")
            } catch {
                if error.errno != .noEntry { throw error }
            }
            try removeTree(container.runPath)
        }
    }

    /// Removes what commands that were killed have left: what they had taken away, containers that were not made to the end, run
    /// directories of none, and what no image needs. Answers the bytes.
    public func removeLeftovers() throws(EngineError) -> Int64 {
        for id in try state({ () throws(StateError) in try lookup.all() }) {
            try state { () throws(StateError) in _ = try UnfinishedContainer.sweep(locations.container(id)) }
        }
        let freed = try emptyTrash()
        try removeOrphanedRuns()
        let store = images
        return try stored { () throws(ImageStoreError) in
            try store.sweepLeftovers()
            return freed + (try store.collectGarbage(measuring: true).bytes)
        }
    }

    /// Names of containers that are gone, as a command leaves them that was killed while it removed one. It gives the name back last: a
    /// young one is left to it.
    private func danglingNames() throws(EngineError) -> [SystemProblem] {
        var problems: [SystemProblem] = []
        do throws(SystemCallError) {
            for name in try Linux.names(in: locations.names) {
                let path = "\(locations.names)/\(name)"
                guard try !exists("\(path)/."), try exists(path) else { continue }
                let changed = try status(of: path, followingLinks: false).changed
                if Timestamp.now.seconds - changed.seconds < 60 { continue }
                try removeFile(path)
                problems.append(
                    SystemProblem(description: "name \(name): its container is gone; given back", isRepaired: true))
            }
        } catch {
            if error.errno != .noEntry { throw EngineError("looking through the names in \(locations.names)", error) }
        }
        return problems
    }

    /// Deletes what commands that were killed had already taken away; answers the bytes of it.
    @discardableResult
    public func emptyTrash() throws(EngineError) -> Int64 {
        let path = locations.trash
        let size = try TreeSize.bytes(of: path)
        try system("emptying \(path)") { () throws(SystemCallError) in
            for name in try Linux.names(in: path) { try removeTree("\(path)/\(name)") }
        }
        return size
    }
}

extension HostReading {
    /// When the machine was started, in seconds since 1970 (proc_stat(5)).
    static func bootTime() -> Int64 {
        guard let bytes = try? readFile("/proc/stat", limit: 1 << 22) else { return 0 }
        for line in bytes.split(separator: 10) where line.starts(with: "btime ".utf8) {
            return Int64(String(decoding: line.dropFirst(6), as: UTF8.self)) ?? 0
        }
        return 0
    }
}
