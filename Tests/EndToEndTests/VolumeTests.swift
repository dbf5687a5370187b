import Linux
import TestSupport
import Testing

extension EndToEnd {
    /// Directories of the host, named volumes and memory inside of containers.
    @Suite struct Volumes {
        @Test func `directories of the host are seen as asked`() throws {
            try withSandbox { box in
                try box.check("mkdir d && echo in > d/f && apus run --rm -v ./d:/d busybox cat /d/f", is: "in")
                try box.check("apus run --rm -v $PWD/d:/d busybox sh -c 'echo out > /d/g' && cat d/g", is: "out")
                try box.check("apus run --rm -v $PWD/d:/d:ro busybox touch /d/x", code: 1, says: ["read-only"])
                try box.check("apus run --rm --mount type=bind,source=$PWD/d,target=/d,readonly busybox touch /d/x", code: 1, says: ["read-only"])
                try box.check("apus run --rm --mount type=bind,src=$PWD/d/f,dst=/etc/one busybox cat /etc/one", is: "in")
                try box.check("apus run --rm -v $PWD/nosuch:/d busybox true", code: 125, says: ["nosuch"])
                try box.check("apus run --rm --mount type=bind,source=$PWD/nosuch,target=/d busybox true", code: 125, says: ["nosuch"])
                try box.check("apus run --rm --mount type=tmpfs,target=/m,tmpfs-size=3m busybox df -m /m | tail -1 | awk '{print $2}'", is: "3")
                try box.check("apus run --rm --mount type=nonsense,target=/m busybox true", code: 125, says: ["nonsense"])
                try box.check("apus run --rm -v $PWD/d:relative busybox true", code: 125, says: ["relative"])
                try box.check("apus run --rm -v $PWD/d:/d:nonsense busybox true", code: 125, says: ["nonsense"])
                try box.check("apus run --rm -v $PWD/d:/deep/er/still busybox cat /deep/er/still/f", is: "in")
                try box.check("apus run --rm -v $PWD/d:/x -v $PWD:/x busybox true", code: 125, says: ["/x"])
            }
        }

        @Test func `named volumes live longer than containers`() throws {
            try withSandbox(images: [Fixtures.busybox, Fixtures.app]) { box in
                try box.check("apus volume create vol", is: "vol")
                try box.check("apus run --rm -v vol:/v busybox sh -c 'echo kept > /v/f'")
                try box.check("apus run --rm -v vol:/v busybox cat /v/f", is: "kept")
                try box.check("apus run --rm -v made:/v busybox true && apus volume ls -q | sort", is: "made\nvol")
                try box.check("apus volume inspect --format '{{.Name}} {{.Driver}}' vol", is: "vol local")
                try box.check("cat $(apus volume inspect --format '{{.Mountpoint}}' vol)/f", is: "kept")
                // what the image has at the place is copied into a new volume, with its owners
                try box.check("apus run --rm -u 0 --entrypoint sh -v filled:/data localhost/app:1.0 -c 'cat /data/seed; stat -c %u /data/seed'", is: "seed\n1000")
                try box.check("apus run --rm -v filled:/d busybox cat /d/seed", is: "seed")
                try box.check("apus run --rm --mount type=volume,source=vol,target=/v,readonly busybox touch /v/x", code: 1)
                try box.check("apus create --name user -v vol:/v busybox true && apus volume rm vol", code: 2, says: ["vol"])
                try box.check("apus rm user && apus volume rm vol", has: ["vol"])
                try box.check("apus volume rm nosuch", code: 1, says: ["nosuch"])
                try box.check("apus volume inspect nosuch", code: 125, says: ["nosuch"])
                try box.check("apus volume create made", code: 125, says: ["made"])
                try box.check("apus volume create 'bad/name'", code: 125)
                try box.check("apus volume prune -f >/dev/null; apus volume ls -q", is: "")
                try box.check("apus create --name one -v /anon busybox true && apus volume ls -q | wc -l", has: ["1"])
                try box.check("apus run --rm --volumes-from one busybox sh -c 'grep -c \" /anon \" /proc/self/mountinfo'", is: "1")
                try box.check("apus rm -v one && apus volume ls -q", is: "one")
                try box.check("apus volume create --label a=b labelled && apus volume ls -q --filter label=a=b", has: ["labelled"])
                try box.check("apus volume rm -f labelled")
            }
        }
    }
}
