internal import ContainerState
internal import Linux

extension Engine {
    /// Removes run directories without a container: what a command that was killed while it removed one leaves. They are small, and
    /// nobody looks at them; without this they would stay until the next start of the machine.
    public func removeOrphanedRuns() throws(EngineError) {
        let names = try system("looking through \(locations.runRoot)") { () throws(SystemCallError) in
            try Linux.names(in: locations.runRoot)
        }
        for name in names where ContainerLookup.isID(name) {
            let container = locations.container(name)
            guard try isGone(container), let lock = try FilesLock.take(container) else { continue }
            // Under the lock nobody makes or starts it.
            guard try isGone(container) else { continue }
            try system("removing \(container.runPath)") { () throws(SystemCallError) in
                try lock.removeRunDirectory(of: container)
            }
        }
    }

    private func isGone(_ container: ContainerDirectory) throws(EngineError) -> Bool {
        try system("looking for \(container.path)") { () throws(SystemCallError) in try !exists(container.path) }
    }
}
