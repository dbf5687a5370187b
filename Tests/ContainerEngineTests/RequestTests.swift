internal import ContainerState
@testable import ContainerEngine
import Testing

@Suite struct RequestTests {
    @Test func `volumes are read in all their forms`() throws {
        let bind = try MountRequest.volume("/a/../b:/c/:ro,rshared", directory: "/here")
        #expect(bind.kind == .bind && bind.source == "/b" && bind.destination == "/c")
        #expect(bind.options == ["ro", "rshared"])
        #expect(try MountRequest.volume("./x:/c", directory: "/here").source == "/here/x")
        let named = try MountRequest.volume("data:/c:U,nocopy", directory: "/")
        #expect(named.kind == .volume && named.source == "data" && named.changesOwner && !named.copiesUp)
        #expect(try MountRequest.volume("/only", directory: "/").source == "")
    }

    @Test(arguments: ["a:b", "/x:/", ":/c", "/a:/b:what", "/a:/b:ro:more", "/a:/b:ro,rw", "bad name:/c", "/a:relative"])
    func `volumes that cannot be are refused`(_ text: String) {
        #expect(throws: EngineError.self) { _ = try MountRequest.volume(text, directory: "/") }
    }

    @Test func `mounts are read field by field`() throws {
        let mount = try MountRequest.mount("type=bind,src=/a,\"dst=/b,c\",readonly,bind-propagation=rslave", directory: "/")
        #expect(mount.destination == "/b,c" && mount.options == ["ro", "rslave"])
        let memory = try MountRequest.mount("type=tmpfs,target=/t,tmpfs-size=1m,tmpfs-mode=700", directory: "/")
        #expect(memory.kind == .tmpfs && memory.options == ["size=1048576", "mode=700"])
    }

    @Test(arguments: [
        "type=bind,dst=/b", "type=nothing,dst=/b", "type=bind,src=/a", "type=tmpfs,src=/a,dst=/b", "type=bind,src=/a,dst=/b,what=1",
        "type=bind,src=/a,dst=/b,ro=maybe", "type=bind,src=/a,dst=/b,bind-propagation=odd",
    ])
    func `mounts that cannot be are refused`(_ text: String) {
        #expect(throws: EngineError.self) { _ = try MountRequest.mount(text, directory: "/") }
    }

    @Test func `detach keys are characters and control keys`() throws {
        #expect(try DetachKeys(parsing: "ctrl-p,ctrl-q").sequence == [16, 17])
        #expect(try DetachKeys(parsing: "a,ctrl-[,ctrl-@").sequence == [97, 27, 0])
        #expect(try DetachKeys(parsing: "").sequence == [])
        for text in ["ctrl-", "ctrl-1", "ab", "a,,b"] {
            #expect(throws: EngineError.self) { _ = try DetachKeys(parsing: text) }
        }
    }

    @Test func `ulimits, devices and restart policies are read and refused`() throws {
        #expect(try UlimitRequest(parsing: "nofile=10:20") == UlimitRequest(type: "RLIMIT_NOFILE", soft: 10, hard: 20))
        #expect(try UlimitRequest(parsing: "core=-1").hard == .max)
        for text in ["nofile", "nofile=", "what=1", "nofile=20:10", "nofile=1:2:3"] {
            #expect(throws: EngineError.self) { _ = try UlimitRequest(parsing: text) }
        }
        #expect(try DeviceRequest(parsing: "/dev/fuse:r").permissions == "r")
        #expect(try DeviceRequest(parsing: "/dev/fuse:/dev/x:rw").container == "/dev/x")
        for text in ["fuse", "/dev/fuse:x:y", "/a:/b:q"] {
            #expect(throws: EngineError.self) { _ = try DeviceRequest(parsing: text) }
        }
        #expect(try RestartOption.parse("on-failure:3").maximumRetries == 3)
        for text in ["sometimes", "always:3", "on-failure:x"] {
            #expect(throws: EngineError.self) { _ = try RestartOption.parse(text) }
        }
    }

    @Test func `environments merge with the later entry in the earlier place`() {
        #expect(EnvironmentList.merge([["A=1", "B=2"], ["A=3", "C=4"]]) == ["A=3", "B=2", "C=4"])
        #expect(EnvironmentList.resolve("X", caller: ["X": "y"]) == "X=y")
        #expect(EnvironmentList.resolve("X", caller: [:]) == nil)
    }

    @Test func `paths are cleaned as Go does`() {
        for (path, clean) in [("/", "/"), ("/a//b/", "/a/b"), ("/../a/./b/..", "/a"), ("/a/../../b", "/b")] {
            #expect(MountRequest.clean(path) == clean)
        }
    }
}
