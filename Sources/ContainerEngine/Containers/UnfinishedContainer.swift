internal import ContainerState
internal import Linux

/// A container's directory from its first moment until its records are written: held by the command that makes it, taken away by
/// the next command that meets one whose maker was killed.
struct UnfinishedContainer: ~Copyable {
    let container: ContainerDirectory
    private let hold: Descriptor

    /// Makes a directory under an id of its own.
    static func make(in locations: StateLocations) throws(SystemCallError) -> UnfinishedContainer {
        while true {
            let container = locations.container(ContainerIdentity.makeID())
            try makeDirectory(container.path, mode: 0o700)
            // In this moment a sweep may meet it: then another is made.
            if let made = try hold(container) { return made }
        }
    }

    /// Takes the directory away when nobody makes it any more, and answers whether it did. One that was ever started, or has its records,
    /// is none.
    @discardableResult
    static func sweep(_ container: ContainerDirectory) throws(StateError) -> Bool {
        var held: UnfinishedContainer? = nil
        do throws(SystemCallError) {
            held = try hold(container)
            switch held {
            case .none: return false
            case .some: break
            }
            guard try !exists(container.summary), try !exists(container.started) else { return false }
        } catch { throw StateError("looking for the maker of \(container.path)", error) }
        try ContainerNames(container.locations).releaseAll(of: container.id)
        let trash = "\(container.locations.trash)/\(container.id).\(CurrentProcess.identifier)"
        do throws(SystemCallError) { try rename(container.path, to: trash) } catch {
            if error.errno == .noEntry { return false }  // another command was quicker
            throw StateError("removing \(container.path)", error)
        }
        _ = try? removeTree(trash)  // else it stays in the trash for `system prune`
        return true
    }

    /// Nil when another command holds it, or has taken it away.
    private static func hold(_ container: ContainerDirectory) throws(SystemCallError) -> UnfinishedContainer? {
        do throws(SystemCallError) {
            let directory = try open(container.path, [.directory])
            guard try DirectoryLock.take(directory) else { return nil }
            let held = try directory.status(), there = try status(of: container.path)
            guard held.inode == there.inode, held.device == there.device else { return nil }
            return UnfinishedContainer(container: container, hold: directory)
        } catch {
            if error.errno == .noEntry { return nil }
            throw error
        }
    }
}
