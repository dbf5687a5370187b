internal import Linux
package import OCISpecification

package struct CgroupRequest: Sendable {
    package enum Manager: Sendable { case cgroupfs, disabled }
    package var path: String
    package var manager: Manager
    package var toleratesFailure: Bool

    package init(path: String, manager: Manager = .cgroupfs, toleratesFailure: Bool = false) {
        self.path = path
        self.manager = manager
        self.toleratesFailure = toleratesFailure
    }
}

package struct ContainerGroups {
    package static func signal(_ path: String, _ signal: Int32) throws(RuntimeError) {}
    package static func processes(_ path: String) throws(RuntimeError) -> [Int32] { [] }
    package static func setFrozen(_ path: String, _ frozen: Bool) throws(RuntimeError) {}
    package static func update(_ path: String, _ resources: LinuxResources) throws(RuntimeError) {}
    static func make(_ request: CgroupRequest, resources: LinuxResources?) throws(RuntimeError) -> ContainerGroups {
        ContainerGroups()
    }
    static func find(_ request: CgroupRequest) throws(RuntimeError) -> ContainerGroups { ContainerGroups() }
    package static func isFrozen(_ path: String) throws(RuntimeError) -> Bool { false }
    static func remove(_ path: String) throws(RuntimeError) {}
    static func kill(_ path: String) throws(RuntimeError) {}
    var cloneDescriptor: CInt? { nil }
    func add(_ process: CInt) throws(RuntimeError) {}
    func removeAfterFailure() {}
    func mount(onto target: consuming Descriptor, options: MountOptions) throws(SystemCallError) {}
}
