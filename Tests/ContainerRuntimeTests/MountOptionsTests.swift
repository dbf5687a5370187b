import Linux
import OCISpecification
import Testing

@testable import ContainerRuntime

@Suite struct MountOptionsTests {
    @Test func `options are sorted by what they are for the kernel`() {
        let options = MountOptions(
            ["rbind", "ro", "nosuid", "rprivate", "noatime", "rnodev", "size=1m", "tmpcopyup", "defaults"], type: nil)
        #expect(options.isBind && options.isRecursiveBind && options.copiesUp)
        #expect(options.set == [.readOnly, .noSetID, .noAccessTime])
        #expect(options.clear == .accessTimeMask)
        #expect(options.recursiveSet == .noDevices)
        #expect(options.propagation.map(\.kind) == [.private])
        #expect(options.propagation.map(\.recursive) == [true])
        #expect(options.parameters == ["size=1m"])
    }

    @Test func `the last of two contrary options counts`() {
        let options = MountOptions(
            ["ro", "rw", "noexec", "exec", "dev", "nodev", "strictatime", "relatime"], type: "bind")
        #expect(options.set == .noDevices)
        #expect(options.clear == [.readOnly, .noExecute, .accessTimeMask])
        #expect(options.isBind)
    }

    @Test func `mounts that cannot be are refused by their field`() throws {
        func field(_ mount: Mount) -> String? {
            do throws(RuntimeError) {
                _ = try MountPlan(mount, index: 3, bundle: "/b")
                return nil
            } catch { return error.subject }
        }
        #expect(field(Mount(destination: "proc", type: "proc")) == "mounts[3].destination")
        #expect(field(Mount(destination: "/a/../b", type: "proc")) == "mounts[3].destination")
        #expect(field(Mount(destination: "/", type: "tmpfs")) == "mounts[3].destination")
        #expect(field(Mount(destination: "/a", options: ["bind"])) == "mounts[3].source")
        #expect(field(Mount(destination: "/a", source: "/b", options: ["bind", "mode=1"])) == "mounts[3].options")
        #expect(field(Mount(destination: "/a", type: "tmpfs", options: ["idmap"])) == "mounts[3].uidMappings")
        #expect(field(Mount(destination: "/a")) == "mounts[3].type")
        #expect(field(Mount(destination: "//a/./b/", type: "tmpfs")) == nil)
    }

    @Test func `a relative source starts at the bundle and a path is cleaned`() throws {
        let plan = try MountPlan(
            Mount(destination: "//a/./b/", source: "data", options: ["bind"]), index: 0, bundle: "/b")
        #expect(plan.destination == "/a/b")
        guard case .bind("/b/data") = plan.kind else {
            Issue.record("no bind mount of /b/data")
            return
        }
    }
}
