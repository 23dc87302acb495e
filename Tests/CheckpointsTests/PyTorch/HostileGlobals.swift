import Checkpoints

extension HostileFile {
    /// What attacks have called, or could: each asked for in both ways that pickles have, in both
    /// containers; and one of them in every place where a name can stand.
    static let ofGlobals = [asked, placed, longer, models, types].flatMap(\.self)

    private static let dangerous: [(module: String, names: [String])] = [
        ("os", ["system", "popen", "execv", "execvp", "spawnv", "posix_spawn", "remove", "kill"]),
        ("posix", ["system", "popen", "execve", "fork"]), ("nt", ["system", "startfile"]),
        ("subprocess", ["Popen", "run", "call", "check_call", "check_output", "getoutput"]),
        (
            "builtins",
            [
                "eval", "exec", "getattr", "setattr", "__import__", "open", "compile", "globals",
                "breakpoint", "input", "map", "type", "object", "bytearray", "frozenset", "dict",
            ]
        ),
        (
            "__builtin__",
            ["eval", "execfile", "getattr", "apply", "file", "reduce", "__import__", "open"]
        ),
        ("runpy", ["run_path", "run_module", "_run_code"]),
        ("importlib", ["import_module", "reload", "__import__"]),
        ("importlib.util", ["spec_from_file_location"]), ("imp", ["load_source", "load_module"]),
        ("pkgutil", ["resolve_name"]), ("pty", ["spawn"]),
        ("socket", ["socket", "create_connection"]),
        ("webbrowser", ["open"]), ("operator", ["attrgetter", "methodcaller", "itemgetter"]),
        ("functools", ["partial", "reduce"]), ("itertools", ["starmap"]),
        ("types", ["FunctionType", "CodeType"]),
        ("pickle", ["loads", "load", "_loads", "Unpickler"]), ("_pickle", ["loads", "load"]),
        ("marshal", ["loads"]), ("dill", ["loads"]), ("joblib", ["load"]),
        ("cloudpickle", ["loads"]),
        ("shelve", ["open"]), ("torch", ["load", "jit.load", "hub.load", "compile", "tensor"]),
        ("torch.hub", ["load", "load_state_dict_from_url", "download_url_to_file"]),
        ("torch.serialization", ["load", "_load"]), ("torch.storage", ["_load_from_bytes"]),
        ("torch._utils", ["_import_dotted_name", "_rebuild_qtensor", "_rebuild_sparse_tensor"]),
        ("torch._utils", ["_rebuild_device_tensor_from_numpy", "_rebuild_wrapper_subclass"]),
        ("torch.jit.unsupported_tensor_ops", ["execWrapper"]),
        ("torch.utils._config_module", ["load_config"]),
        ("torch.utils.bottleneck.__main__", ["run_cprofile", "run_autograd_prof"]),
        ("torch.utils.collect_env", ["run"]),
        ("torch.utils.data.datapipes.utils.decoder", ["basichandlers"]),
        ("torch.fx.experimental.symbolic_shapes", ["ShapeEnv.evaluate_guards_expression"]),
        ("torch._dynamo.guards", ["GuardBuilder.get"]),
        ("torch._inductor.codecache", ["compile_file"]),
        ("torch.distributed.rpc", ["remote"]), ("torch.multiprocessing", ["spawn"]),
        ("numpy", ["load", "fromfile", "memmap"]), ("numpy.testing._private.utils", ["runstring"]),
        ("numpy.f2py.crackfortran", ["getlincoef", "_eval_length"]),
        ("numpy.f2py.capi_maps", ["getinit"]),
        ("numpy.f2py.diagnose", ["run_command"]),
        ("numpy.distutils.exec_command", ["exec_command"]),
        ("numpy.core.multiarray", ["fromfile"]), ("asyncio", ["create_subprocess_shell", "run"]),
        ("asyncio.unix_events", ["_UnixSubprocessTransport._start"]),
        ("ctypes", ["CDLL", "cdll.LoadLibrary"]),
        ("_ctypes", ["dlopen"]), ("shutil", ["rmtree", "move", "copyfile"]),
        ("timeit", ["timeit", "main"]),
        ("pdb", ["run", "runeval", "Pdb"]), ("bdb", ["Bdb", "Bdb.run"]),
        ("trace", ["Trace.run", "Trace.runctx"]),
        ("code", ["InteractiveInterpreter", "interact"]), ("codeop", ["compile_command"]),
        ("cProfile", ["run", "runctx"]), ("profile", ["run", "Profile.run"]),
        ("doctest", ["debug_script"]),
        ("idlelib.pyshell", ["ModifiedInterpreter.runcode"]),
        ("idlelib.run", ["Executive.runcode"]),
        ("idlelib.autocomplete", ["AutoComplete.get_entity"]),
        ("idlelib.calltip", ["Calltip.fetch_tip"]),
        ("idlelib.debugobj", ["ObjectTreeItem.SetText"]),
        ("lib2to3.pgen2.pgen", ["ParserGenerator.make_label"]),
        ("lib2to3.pgen2.grammar", ["Grammar.loads"]), ("ensurepip", ["_run_pip"]),
        ("pip", ["main"]),
        ("pip._internal", ["main"]), ("venv", ["create"]), ("distutils.file_util", ["write_file"]),
        ("distutils.spawn", ["spawn"]), ("multiprocessing", ["Process"]),
        ("multiprocessing.util", ["spawnv_passfds"]),
        ("_posixsubprocess", ["fork_exec"]), ("urllib.request", ["urlopen", "urlretrieve"]),
        ("urllib", ["urlopen"]),
        ("urllib2", ["urlopen"]), ("requests", ["get", "api.post"]), ("requests.api", ["request"]),
        ("aiohttp.client", ["ClientSession"]), ("httplib", ["HTTPSConnection"]),
        ("http.client", ["HTTPConnection"]),
        ("smtplib", ["SMTP"]), ("ftplib", ["FTP"]), ("telnetlib", ["Telnet"]),
        ("xmlrpc.client", ["ServerProxy"]),
        ("ssl", ["get_server_certificate"]), ("logging.config", ["_resolve", "listen"]),
        ("sys", ["exit", "modules"]),
        ("signal", ["raise_signal", "alarm"]), ("uuid", ["_get_command_stdout", "_popen"]),
        ("site", ["main"]),
        ("commands", ["getoutput"]), ("pathlib", ["Path.unlink", "PosixPath"]),
        ("tempfile", ["mktemp"]),
        ("glob", ["glob"]), ("io", ["FileIO", "open"]), ("_io", ["FileIO"]),
        ("linecache", ["getline"]),
        ("sqlite3", ["connect"]), ("zipimport", ["zipimporter"]), ("tarfile", ["open"]),
        ("zipfile", ["ZipFile"]),
        ("test.support.script_helper", ["assert_python_ok"]), ("_pyrepl.pager", ["pipe_pager"]),
        ("pydoc", ["locate", "pipepager"]),
        ("_osx_support", ["_read_output"]), ("_aix_support", ["_read_cmd_output"]),
        ("sysconfig", ["_generate_posix_vars"]),
        ("collections", ["namedtuple", "defaultdict", "Counter"]),
        ("copyreg", ["_reconstructor", "add_extension"]),
        ("copy_reg", ["_reconstructor"]), ("_codecs", ["decode", "lookup"]), ("codecs", ["open"]),
        ("gc", ["get_objects"]),
        ("inspect", ["getattr_static"]), ("cgitb", ["lookup"]), ("rlcompleter", ["Completer"]),
        ("turtle", ["config_dict"]),
        ("transformers", ["AutoModel.from_pretrained"]), ("tensorflow", ["io.write_file"]),
        ("keras.models", ["load_model"]),
        ("pandas", ["read_pickle", "eval"]), ("scipy", ["io.loadmat"]),
        ("pytorch_lightning", ["Trainer"]),
        ("pytorch_lightning.callbacks.model_checkpoint", ["warning_cache"]), ("", ["eval"]),
        ("é", ["système"]),
    ]

    private static let asked: [HostileFile] = dangerous.flatMap { module, names in
        names.flatMap { name in
            let rule = PyTorchRule.refusedGlobal("\(module).\(name)")
            let argument = [Assembly.text("id")]
            let line = Assembly.call(Assembly.global(module, name), argument)
            let stacked = Assembly.call(Assembly.stackGlobal(module, name), argument)
            let what = "\(module) \(name)"
            return [
                HostileFile("\(what) by GLOBAL", pickle: line, rule),
                HostileFile("\(what) by STACK_GLOBAL", pickle: stacked, rule),
                HostileFile("\(what) in the older format", pickle: line, in: .legacy, rule),
                HostileFile(
                    "\(what) in the older format by STACK_GLOBAL", pickle: stacked, in: .legacy,
                    rule),
            ]
        }
    }

    /// `os.system` wherever a name can stand.
    private static let placed = places.flatMap { place, body in
        TorchBytes.Container.allCases.map { container in
            HostileFile(
                "os.system \(place), \(container)", pickle: body, in: container,
                .refusedGlobal("os.system"))
        }
    }

    private static let places: [(String, [UInt8])] = {
        let system = Assembly.global("os", "system")
        let stacked = Assembly.stackGlobal("os", "system")
        let object = Assembly.global("torch.nn.parameter", "Parameter") ++ Assembly.emptyTuple
        return [
            ("alone", system),
            ("made by NEWOBJ", system ++ Assembly.emptyTuple ++ Assembly.newObject),
            ("built", system ++ Assembly.emptyDict ++ Assembly.build),
            ("called by another call", Assembly.call(Assembly.call(system))),
            ("an argument", Assembly.call(Assembly.global("_codecs", "encode"), [system])),
            ("an argument of a tensor", Assembly.tensor(system)),
            (
                "a hook of a tensor",
                Assembly.call(
                    Assembly.global("torch._utils", "_rebuild_parameter"),
                    [Assembly.tensor(), [0x88], Assembly.call(system)])
            ),
            ("a state", object ++ Assembly.newObject ++ system ++ Assembly.build),
            (
                "a class's state",
                object ++ Assembly.newObject ++ Assembly.dict(["x": stacked]) ++ Assembly.build
            ),
            ("a value", Assembly.dict(["state_dict": Assembly.call(system)])),
            ("a key", Assembly.emptyDict ++ system ++ Assembly.none ++ Assembly.setItem),
            ("an item", Assembly.list([Assembly.integer(1), system])),
            ("after a model", Assembly.dict(["a": Assembly.tensor(), "b": Assembly.call(system)])),
            ("in an ignored part", Assembly.dict(["state_dict": Assembly.emptyDict, "x": system])),
            (
                "a storage's type",
                Assembly.tuple([Assembly.text("storage"), system]) ++ Assembly.persistent
            ),
            (
                "a module of the older format",
                Assembly.tuple([
                    Assembly.text("module"), system, Assembly.text("a.py"), Assembly.text(""),
                ]) ++ Assembly.persistent
            ),
            ("remembered", system ++ Assembly.put(0) ++ Assembly.emptyTuple ++ Assembly.reduce),
            (
                "by remembered texts",
                Assembly.text("os") ++ Assembly.put(1) ++ Assembly.text("system")
                    ++ Assembly.put(2) ++ Assembly.get(1) ++ Assembly.get(2) ++ [0x93]
            ),
            (
                "by memoized texts",
                Assembly.text("os") ++ Assembly.memoize ++ Assembly.text("system")
                    ++ Assembly.memoize ++ Assembly.get(0) ++ Assembly.get(1) ++ [0x93]
            ),
            (
                "by texts of Python 2",
                [0x55, 2] ++ Array("os".utf8) ++ [0x55, 6]
                    ++ Array("system".utf8) ++ [0x93]
            ),
            (
                "by short texts",
                [0x8C, 2] ++ Array("os".utf8) ++ [0x8C, 6] ++ Array("system".utf8) ++ [0x93]
            ),
            ("in a frame", [0x95] ++ little(UInt64(11)) ++ system),
        ]
    }()

    /// Known names with something before, after or inside.
    private static let dotted: [(String, String)] = [
        ("os", "path.join.__globals__"), ("collections", "OrderedDict.__init__.__globals__"),
        ("collections", "OrderedDict.__reduce_ex__"), ("collections.OrderedDict", ""),
        ("", "collections.OrderedDict"), ("collections ", "OrderedDict"),
        ("collections", " OrderedDict"), ("collections", "OrderedDict\r"),
        ("Collections", "OrderedDict"), ("collections", "ordereddict"),
        ("collections.", "OrderedDict"),
        ("torch", "_utils._rebuild_tensor_v2"), ("torch._utils._rebuild_tensor_v2", "__globals__"),
        ("torch._utils", "_rebuild_tensor_v2.__globals__"), ("torch._utils", "_rebuild_tensor_v4"),
        ("torch", "FloatStorage._new_shared"), ("torch", "storage.UntypedStorage.from_file"),
        ("torch.storage", "UntypedStorage.from_file"), ("torch.nn", "parameter.Parameter"),
        ("torch.nn.parameter", "Parameter.__class__"), ("numpy", "core.multiarray.scalar"),
        ("numpy.core", "multiarray.scalar"), ("numpy.core.multiarray", "scalar.__self__"),
        ("builtins", "set.__class__"), ("builtins", "__dict__"),
        ("__builtin__", "set.__subclasses__"),
        ("_codecs", "encode.__self__"),
        ("pytorch_lightning.callbacks", "model_checkpoint.os.system"),
        ("torch.Size", "__class__"), ("torch", "Size.__class__"), ("torch", "device.__class__"),
        ("torch", ""), ("torch", "float32.__class__"), ("cｏllections", "OrderedDict"),
        ("collections\u{0}", "OrderedDict"), ("torch", "FloatStorage\u{0}"),
    ]

    private static let longer = dotted.flatMap { module, name in
        let rule = PyTorchRule.refusedGlobal("\(module).\(name)")
        return [
            HostileFile(
                "a known name made longer: \(module), \(name)",
                pickle: Assembly.call(Assembly.stackGlobal(module, name)), rule),
            HostileFile(
                "a known name made longer, by GLOBAL: \(module), \(name)",
                pickle: Assembly.call(Assembly.global(module, name)), rule),
        ]
    }

    private static let classes: [(String, String)] = [
        ("torch.nn.modules.linear", "Linear"), ("torch.nn.modules.container", "Sequential"),
        ("__main__", "Net"),
    ]

    private static let models = classes.map { module, name in
        HostileFile(
            "a whole model: \(name)",
            pickle: Assembly.global(module, name) ++ Assembly.emptyTuple ++ Assembly.newObject,
            .wholeModel("\(module).\(name)"))
    }

    private static let types = ["QInt8Storage", "ComplexDoubleStorage", "complex128", "quint8"].map
    {
        HostileFile(
            "elements of \($0)", pickle: Assembly.global("torch", $0),
            .unsupportedType("torch.\($0)"))
    }
}
