/// How the control groups are shown in a container, as mounts below its `/sys/fs/cgroup`.
package enum ContainerView: Hashable, Sendable {
    /// One tree: with a cgroup namespace a fresh mount of `cgroup2`, else the group's directory bound there.
    case unified(directory: String)
    /// A small tmpfs with a directory for each tree, and links from single controllers to the tree they share.
    case legacy([Tree], links: [Link])

    package struct Tree: Hashable, Sendable {
        /// The directory's name: `cpu,cpuacct`, `systemd`, `unified`.
        package let name: String
        /// The container's own directory in the host's tree, to be bound where there is no cgroup namespace.
        package let directory: String
        /// With a cgroup namespace: the type and data of a fresh mount.
        package let fileSystem: String
        package let options: String
    }

    package struct Link: Hashable, Sendable {
        package let name: String
        package let target: String
    }
}

extension ControlGroup {
    /// What to mount in a container that runs in this group. For mounts made after the process entered a cgroup
    /// namespace whose root is this group, or for binds from the host's trees.
    package func containerView() -> ContainerView {
        if layout.isUnified, let place = unifiedPlace { return .unified(directory: place.directory) }
        var trees: [ContainerView.Tree] = []
        var links: [ContainerView.Link] = []
        for place in places {
            let hierarchy = place.hierarchy
            let name: String
            switch hierarchy.kind {
            case .unified: name = "unified"
            case .named(let given): name = given
            case .legacy:
                name = hierarchy.options
                if name.contains(",") {
                    for controller in name.split(separator: ",") {
                        links.append(ContainerView.Link(name: String(controller), target: name))
                    }
                }
            }
            // A named tree is mounted with `none`, which says that it has no controllers.
            let options = if case .named = hierarchy.kind { "none,\(hierarchy.options)" } else { hierarchy.options }
            trees.append(
                ContainerView.Tree(
                    name: name, directory: place.directory, fileSystem: hierarchy.isUnified ? "cgroup2" : "cgroup",
                    options: options))
        }
        return .legacy(trees, links: links)
    }
}
